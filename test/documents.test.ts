import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { blocksOf, root } from './support/documents.ts';

/** CONTRIBUTING.md has a test of its own, since its blocks are files of the project. */
const pages = [
  'README.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.md'))
    .map(name => join('docs', name)),
];

interface File {
  /** Its page, which is its folder. */
  readonly page: string;
  readonly name: string;
  readonly code: string;
}

const files: readonly File[] = pages.flatMap(page =>
  blocksOf(page)
    .filter(({ language }) => /^(ts|typescript)$/.test(language))
    .map(({ file, code }, i) => ({ page, name: file ?? `block-${i + 1}.ts`, code })),
);
const wrong: File = {
  page: 'wrong.md',
  name: 'wrong.ts',
  code: "import { train } from 'nearfar';\n\nawait train({ dims: 2 });\n",
};

/** Inside the package, so that `nearfar` is the package itself. Git ignores it. */
const folder = join(root, '.cache', `documents-${process.pid}`);

/** What the compiler says of the files, a line an error. */
async function errorsIn(all: readonly File[]): Promise<readonly string[]> {
  for (const { page, name, code } of all) {
    mkdirSync(join(folder, page), { recursive: true });
    writeFileSync(join(folder, page, name), code);
  }
  const compilerOptions = { lib: ['es2023', 'dom'], types: ['node', 'vite/client'], moduleDetection: 'force' };
  const config = { extends: '../../tsconfig.json', compilerOptions, include: ['.'] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const run = promisify(execFile)(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], { cwd: folder });
  const { stdout } = await run.catch((failed: { stdout: string }) => failed);
  return stdout.split('\n').filter(line => /^\S/.test(line));
}

let errors: readonly string[];
beforeAll(async () => {
  errors = await errorsIn([...files, wrong]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const isOfWrong = (line: string) => line.startsWith('wrong.md');

it('README.md and docs/ have blocks of TypeScript, each a file of its own', () => {
  expect(files.length).toBeGreaterThan(80);
  expect(new Set(files.map(({ page, name }) => join(page, name))).size).toBe(files.length);
});

it('every block of TypeScript in README.md and docs/ compiles', () => {
  expect(errors.filter(line => !isOfWrong(line))).toEqual([]);
});

it('a wrong block would not compile', () => {
  expect(errors.filter(isOfWrong)).toEqual([
    expect.stringMatching(/^wrong\.md.wrong\.ts\(3,15\): error TS\d+: .*'dims'/),
  ]);
});
