import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { pages } from '../scripts/pages.ts';
import { JITI, temporaryFolder } from './support/cli.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The programs of a page, with a small network and one epoch, so that they do not take long. */
const programs = (page: string): string[] =>
  [...readFileSync(join(root, page), 'utf8').matchAll(/```ts\n(.*?)```/gs)].map(([, code]) =>
    code!.replace(/epochs: \d+/, "epochs: 1, network: 'mlp', plots: false"),
  );

/** What a program prints, run in an empty folder that has the package. */
async function printed(code: string): Promise<string> {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(root, join(folder, 'node_modules', 'nearfar'), 'junction');
  writeFileSync(join(folder, 'program.ts'), code);
  return (await promisify(execFile)(process.execPath, [JITI, 'program.ts'], { cwd: folder })).stdout;
}

it.each(
  programs('docs/own-loss.md').map((code, i) => [i + 1, code] as const),
)('docs/own-loss.md: program %i trains, and prints its precision@1', async (_, code) => {
  expect(Number(await printed(code))).toBeGreaterThan(0.1);
});

it('README.md: the program trains, embeds two images, and prints the value of a loss', async () => {
  const [code] = programs('README.md');
  const [trained, evaluated] = (await printed(code!)).split('\n');
  expect(trained).toMatch(/^0\.\d+ \[ 2, 16 \]$/);
  expect(evaluated).toMatch(/^\d+\.\d+ /);
});

it('docs/training-step.md: the program brings its loss down', async () => {
  const [code] = programs('docs/training-step.md');
  const [first, last] = (await printed(code!)).split('\n').map(Number);
  expect(first).toBeGreaterThan(0.5);
  expect(last).toBeLessThan(0.05);
});

const generated = ['losses', 'miners', 'methods', 'distances', 'networks'];

it('npm run docs changes nothing: the pages are those of the code, and no page is left over', async () => {
  const made = await pages();
  for (const { path, text } of made) expect(readFileSync(join(root, 'docs', path), 'utf8'), path).toBe(text);
  const there = generated.flatMap(room => readdirSync(join(root, 'docs', room)).map(name => `${room}/${name}`));
  expect(there.sort()).toEqual(
    made
      .map(({ path }) => path)
      .filter(path => path.includes('/'))
      .sort(),
  );
});
