import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');

/** CONTRIBUTING.md has a test of its own, since its blocks are files of the project. */
const pages = [
  'README.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.md'))
    .map(name => join('docs', name)),
];

/** The TypeScript of a page as files: a block is named by the last `name.ts` that begins a paragraph before it, else by its number. */
function blocksOf(page: string): { name: string; code: string }[] {
  const text = readFileSync(join(root, page), 'utf8');
  return [...text.matchAll(/(?:^`([\w-]+\.ts)`(?:(?!\n\n).)*\n\n)?^```(?:ts|typescript)\n(.*?)^```$/gms)].map(
    ([, name, code], i) => ({ name: name ?? `block-${i + 1}.ts`, code: code! }),
  );
}

/** In the package, so that `nearfar` is the package itself; git ignores it. */
const folder = join(root, '.cache', `documents-${process.pid}`);

/** What the compiler says of the blocks of the pages. */
async function errorsIn(blocks: readonly { page: string; name: string; code: string }[]): Promise<string> {
  rmSync(folder, { recursive: true, force: true });
  for (const { page, name, code } of blocks) {
    mkdirSync(join(folder, page), { recursive: true });
    writeFileSync(join(folder, page, name), code);
  }
  const compilerOptions = {
    lib: ['es2023', 'dom'],
    types: ['node', 'vite/client'],
    moduleDetection: 'force',
    rootDir: root,
  };
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: '../../tsconfig.json', compilerOptions, include: ['.'] }),
  );
  const finished = promisify(execFile)(process.execPath, [tsc, '-p', folder], { cwd: folder });
  return finished.then(
    ({ stdout }) => stdout,
    ({ stdout, stderr }) => stdout + stderr,
  );
}

const all = pages.flatMap(page => blocksOf(page).map(block => ({ page, ...block })));
const wrong = {
  page: 'wrong.md',
  name: 'block-1.ts',
  code: "import { train } from 'nearfar';\n\nawait train({ dims: 2 });\n",
};
let errors: string;
beforeAll(async () => {
  errors = await errorsIn([...all, wrong]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('the pages have blocks of TypeScript, each in a file of its own', () => {
  expect(all.length).toBeGreaterThan(80);
  const paths = all.map(({ page, name }) => join(page, name));
  expect(new Set(paths).size).toBe(paths.length);
});

it('every block of TypeScript in README.md and docs/ compiles, and a wrong one would not', () => {
  const lines = errors.trim().split('\n');
  expect(lines.filter(line => line.startsWith('wrong.md'))).toEqual([
    expect.stringMatching(/^wrong\.md\/block-1\.ts\(3,15\): error TS2\d+: .*'dims'/),
  ]);
  expect(lines.filter(line => !line.startsWith('wrong.md') && !line.startsWith(' '))).toEqual([]);
});
