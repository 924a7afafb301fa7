import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { lastJson, nearfar, temporaryFolder } from '../support/cli.ts';
import { characterFolder } from '../support/own-data.ts';

const LOW_MEMORY = { NODE_OPTIONS: `--import ${fileURLToPath(new URL('../support/low-memory.mjs', import.meta.url))}` };
const OPTIONS = '--network mlp --dim 4 --epochs 2 --threads 1 --no-plots'.split(' ');

it('nearfar train PATH gives the same bits from a file of decoded images as from memory, also killed while it reads and while it trains', async () => {
  const root = temporaryFolder();
  await characterFolder(join(root, 'characters'), 12, 30);
  const train = (out: string, memory: string, more: string[] = [], onStderr = {}) =>
    nearfar(['train', 'characters', ...OPTIONS, '--out', out, '--json', ...more], {
      cwd: root,
      env: { XDG_CACHE_HOME: join(root, 'cache'), ...(memory === '0' && LOW_MEMORY) },
      ...onStderr,
    });
  const killAt = (pattern: RegExp) => {
    let text = '';
    return {
      onStderr: (piece: string, child: { kill: (signal: 'SIGKILL') => void }) => {
        text += piece;
        if (pattern.test(text)) child.kill('SIGKILL');
      },
    };
  };
  const [memory, reading] = await Promise.all([train('memory', '256'), train('file', '0', [], killAt(/Reading/))]);
  expect(memory.code).toBe(0);
  expect(reading.code).toBe(null);
  const training = await train('file', '0', ['--resume'], killAt(/epoch 1 {2}loss/));
  expect(training.code).toBe(null);
  const file = await train('file', '0', ['--resume']);
  expect(file.code).toBe(0);
  const same = (name: string) =>
    readFileSync(join(root, 'file', name)).equals(readFileSync(join(root, 'memory', name)));
  expect(same('model.onnx')).toBe(true);
  const metrics = (finished: typeof file) => lastJson<{ metrics: object }>(finished).metrics;
  expect(metrics(file)).toEqual(metrics(memory));
});
