import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { lastJson, nearfar, temporaryFolder } from './support/cli.ts';
import { writeFiles } from './support/own-data.ts';
import { ENCODER, paraphrases, paraphraseTable } from './support/paraphrases.ts';

const folder = temporaryFolder();
const page = readFileSync(new URL('../docs/text.md', import.meta.url), 'utf8');
const commands = Array.from(page.matchAll(/```sh\n(.*?)```/gs), ([, code]) => code!.trim().split('\n')).flat();
const run = (...args: string[]) => nearfar(args, { cwd: folder });

beforeAll(() => {
  cpSync(ENCODER, join(folder, 'encoder'), { recursive: true });
  const all = paraphrases(12, 6).map(({ text }) => text);
  const pairs = all.map((text, i) => {
    const same = i % 2 === 0;
    return `${text},${all[same ? i - (i % 6) + ((i + 1) % 6) : (i + 6) % all.length]},${Number(same)}`;
  });
  writeFiles(folder, {
    'paraphrases.csv': paraphraseTable(12, 6),
    'alike.csv': [
      'anchor,positive',
      ...all.flatMap((text, i) => (i % 2 === 0 ? [`${text},${all[i + 1]}`] : [])),
      '',
    ].join('\n'),
    'pairs.csv': ['a,b,same', ...pairs, ''].join('\n'),
    'questions.txt': 'The hound purchases the big car.\n\nA kid repairs the red ship.\n',
  });
});

it('docs/text.md: the commands run, one after another', async () => {
  for (const line of commands) {
    const [program, ...args] = line.split(' ');
    expect(program).toBe('nearfar');
    const { code, stderr } = await run(...args, ...(args[0] === 'train' ? ['--threads', '1', '--no-plots'] : []));
    expect(code, `${line}\n${stderr}`).toBe(0);
  }
  const found = lastJson<{ results: { query: string; hits: object[] }[] }>(
    await run('search', 'answers', 'The hound purchases the big car.', '-k', '2', '--json'),
  );
  expect(found.results).toMatchObject([{ query: 'The hound purchases the big car.', hits: [{}, {}] }]);
  const verified = await run('verify', 'runs/text', 'The dog sees a ship.', 'A hound watches the boat.');
  expect(verified.stdout).toMatch(/^the same|^different/);
});

it('nearfar train goes on with a run on texts, and says what is missing beside the encoder', async () => {
  const train = ['train', 'paraphrases.csv', '--label', 'meaning', '--network', 'encoder/model.onnx', '--dim', '4'];
  const quick = ['--epochs', '1', '--threads', '1', '--no-plots', '--out', 'again'];
  expect((await run(...train, ...quick)).code).toBe(0);
  const resumed = await run('train', '--resume', '--epochs', '2', '--out', 'again', '--no-plots');
  expect(resumed.code, resumed.stderr).toBe(0);
  cpSync(join(ENCODER, 'model.onnx'), join(folder, 'alone/model.onnx'));
  const { code, stderr } = await run('train', 'paraphrases.csv', '--label', 'meaning', '--network', 'alone/model.onnx');
  expect(code).toBe(1);
  expect(stderr).toContain('expected a tokenizer.json beside the text encoder, got none.');
});
