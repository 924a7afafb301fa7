import { execFile } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Block, blocksOf, root } from './support/documents.ts';

/** A copy of the project, below it so that its packages are found. Git ignores it. */
const copy = join(root, '.cache', `contributing-${process.pid}`);
const COPIED = [
  'src',
  'scripts',
  'test/support',
  'test/data/idx-bytes.ts',
  'test/things.test.ts',
  'test/graph/ops.test.ts',
  'test/graph/ops',
  'test/losses/common-suite.test.ts',
  'test/losses/learns-classes.test.ts',
  'test/miners/common-suite.test.ts',
  'test/distances/common-suite.test.ts',
  'test/methods/methods.test.ts',
  'test/training/train-options.test.ts',
  'tsconfig.json',
  'vitest.config.ts',
  'package.json',
];

/** What the tests of the copy that are run have in their titles: what the blocks add. */
const ADDED =
  'log2|centre|nearby|chebyshev|plain-siamese|plainSiamese|RunOptions|known-names|trainOptions|the data set|the command';

/** The suites that must be among them. */
const PASSED = [
  'log2(x) is the power of 2',
  'losses.byName("centre") > has the gradient that differences find',
  'losses.centreLoss > is in the list',
  'miners.byName("nearby") > leaves a loss finite',
  'distances.byName("chebyshev") > gives in its matrix',
  'plain-siamese descends its loss',
  'the data set is loaded; the method, with the option, trains on it; the metric is in the result',
  'the command runs',
];

const blocks = blocksOf('CONTRIBUTING.md').filter(({ language }) => ['ts', 'typescript', 'diff'].includes(language));

/** Puts the lines of a diff beside those that its file has. */
function patch({ file, code }: Block): void {
  const path = join(copy, file!);
  for (const hunk of code.split('@@\n')) {
    const lines = hunk.trimEnd().split('\n');
    const side = (signs: string) =>
      lines.flatMap(line => (signs.includes(line[0]!) ? [`${line.slice(1)}\n`] : [])).join('');
    const parts = readFileSync(path, 'utf8').split(`\n${side(' -')}`);
    expect(parts.length - 1, `places in ${file} where CONTRIBUTING.md has\n${side(' -')}`).toBe(1);
    writeFileSync(path, parts.join(`\n${side(' +')}`));
  }
}

/** Runs a program of node_modules in the copy: what it prints, and its exit code. */
async function run(program: string, ...args: string[]): Promise<{ code: number; text: string }> {
  const env = { ...process.env, NO_COLOR: '1' };
  const child = promisify(execFile)(process.execPath, [join(root, 'node_modules', program), ...args], {
    cwd: copy,
    env,
  });
  return child.then(
    ({ stdout, stderr }) => ({ code: 0, text: stdout + stderr }),
    ({ code, stdout, stderr }) => ({ code, text: stdout + stderr }),
  );
}

beforeAll(() => {
  for (const path of COPIED) {
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    cpSync(join(root, path), join(copy, path), { recursive: true, filter: each => basename(each) !== 'node_modules' });
  }
  renameSync(join(copy, 'test/support/contributed.ts'), join(copy, 'test/support/contributed.test.ts'));
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

it('each block of CONTRIBUTING.md goes into a file, and the project compiles and passes the tests of what is added', async () => {
  expect(blocks.filter(({ file }) => file === undefined)).toEqual([]);
  for (const block of blocks) {
    if (block.language === 'diff') patch(block);
    else appendFileSync(join(copy, block.file!), block.code);
  }
  expect(await run('jiti/lib/jiti-cli.mjs', 'scripts/docs.ts')).toEqual({ code: 0, text: '' });
  expect(await run('typescript/bin/tsc', '-p', '.', '--pretty', 'false')).toEqual({ code: 0, text: '' });
  const how = ['--root', '.', '--no-isolate', '--reporter', 'verbose'];
  const { code, text } = await run('vitest/vitest.mjs', 'run', ...how, '-t', ADDED);
  expect({ code, text: code === 0 ? '' : text }).toEqual({ code: 0, text: '' });
  for (const title of PASSED) expect(text).toContain(title);
});
