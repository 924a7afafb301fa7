import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, expect, it } from 'vitest';
import { JITI, nearfar, temporaryFolder } from './support/cli.ts';
import { characterFolder, characterLists, writeFiles } from './support/own-data.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = temporaryFolder();
const QUICK = ['--network', 'mlp', '--dim', '4', '--epochs', '1', '--threads', '1', '--no-plots'];

/** The code blocks of a page in a language. */
const blocks = (page: string, language: string): string[] =>
  Array.from(
    readFileSync(join(root, page), 'utf8').matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 'gs')),
    ([, code]) => code!,
  );

/** What is printed by the commands of a page, one after another; training is quick. */
async function commands(page: string): Promise<string> {
  let printed = '';
  for (const line of blocks(page, 'sh').join('').trim().split('\n')) {
    const [program, ...args] = line.split(' ');
    expect(program).toBe('nearfar');
    const { code, stdout, stderr } = await nearfar([...args, ...(args[0] === 'train' ? QUICK : [])], { cwd: folder });
    expect(code, `${line}\n${stderr}`).toBe(0);
    printed += stdout;
  }
  return printed;
}

/** What the program of a page prints; training is quick. */
async function program(page: string): Promise<string> {
  const [code] = blocks(page, 'ts');
  writeFileSync(
    join(folder, 'program.ts'),
    code!.replace(/epochs: \d+/, "epochs: 1, network: 'mlp', threads: 1, plots: false"),
  );
  return (await promisify(execFile)(process.execPath, [JITI, 'program.ts'], { cwd: folder })).stdout;
}

beforeAll(async () => {
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(root, join(folder, 'node_modules', 'nearfar'), 'junction');
  await characterFolder(join(folder, 'photos'), 10, 6);
  const rows = Array.from({ length: 45 }, (_, i) => `${i % 3},${(i % 7) / 7},${['red', 'blue'][i % 2]},k${i % 3}`);
  writeFiles(folder, { 'flowers.csv': `petal,sepal,colour,species\n${rows.join('\n')}\n` });
  writeFiles(folder, characterLists(10, 6, 'photos'));
});

it('docs/own-images.md: its commands and its program run on a folder of images', async () => {
  expect(await commands('docs/own-images.md')).toContain('Embeddings [60, 4] are in photos.parquet');
  expect(existsSync(join(folder, 'sheet.png'))).toBe(true);
  expect(await program('docs/own-images.md')).toBe('10 classes, 0 skipped\n60 images, embeddings [ 60, 16 ]\n');
});

it('docs/tables.md: its commands and its program run on a table and on arrays', async () => {
  expect(await commands('docs/tables.md')).toContain('{"id":"flowers.csv:2","label":"k0","embedding":[');
  expect(await program('docs/tables.md')).toMatch(/^precision@1 (0\.\d+|1)\n$/);
});

it('docs/pairs.md: its commands and its program run on lists of pairs and triplets', async () => {
  const ids = Array.from(
    { length: 60 },
    (_, i) => `f${i % 40},f${(i * 7 + 3) % 45},${Number(i % 40 === (i * 7 + 3) % 45 || i % 2)}`,
  );
  const rows = Array.from({ length: 45 }, (_, i) => `f${i},${i % 3},${(i % 7) / 7}`);
  writeFiles(folder, {
    'flower-pairs.csv': `a,b,same\n${ids.join('\n')}\n`,
    'with-ids.csv': `id,petal,sepal\n${rows.join('\n')}\n`,
  });
  renameSync(join(folder, 'with-ids.csv'), join(folder, 'flowers.csv'));
  const printed = await commands('docs/pairs.md');
  expect(printed).toContain('pairs       120, 60 of one class');
  expect(printed).toMatch(/Embeddings \[\d+, 4\] are in faces.parquet/);
  expect(printed).toContain('Evaluated on 120 triplets of the whole list:');
  expect(await program('docs/pairs.md')).toMatch(/^16 pairs of the test part (0\.\d+|1)\n$/);
});
