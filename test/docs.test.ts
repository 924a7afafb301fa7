import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { JITI, temporaryFolder } from './support/cli.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The programs of a page, with a small network and one epoch, so that they do not take long. */
const programs = (page: string): string[] =>
  [...readFileSync(join(root, page), 'utf8').matchAll(/```ts\n(.*?)```/gs)].map(([, code]) =>
    code!.replace(/epochs: \d+/, "epochs: 1, network: 'mlp', plots: false"),
  );

it.each(
  programs('docs/own-loss.md').map((code, i) => [i + 1, code] as const),
)('docs/own-loss.md: program %i trains, and prints its precision@1', async (_, code) => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(root, join(folder, 'node_modules', 'nearfar'), 'junction');
  writeFileSync(join(folder, 'program.ts'), code);
  const { stdout } = await promisify(execFile)(process.execPath, [JITI, 'program.ts'], { cwd: folder });
  expect(Number(stdout)).toBeGreaterThan(0.1);
});
