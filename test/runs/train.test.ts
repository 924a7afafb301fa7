import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { glyphs } from '../../src/data/glyphs.ts';
import { RunFolder } from '../../src/runs/run-folder.ts';
import { train } from '../../src/runs/train.ts';
import type { TrainEvent } from '../../src/training/events.ts';
import { temporaryFolder } from '../support/cli.ts';

const dataset = glyphs({ classes: { train: 10, validation: 5, test: 5 }, perClass: 12, size: 8 });
const tiny = { dataset, network: 'mlp', dim: 4, epochs: 1, threads: 1, plots: false } as const;
const folder = () => join(temporaryFolder(), 'run');

describe('train() that diverges', () => {
  it('stops at the cause, keeps the folder with its history, says so, and writes no model', async () => {
    const out = folder();
    const told: TrainEvent[] = [];
    const options = { ...tiny, method: 'triplet', batchSize: 10, lr: 1e20, epochs: 2, out };
    await expect(train(options, { onEvent: event => told.push(event) })).rejects.toThrow(/^train: expected a finite /);
    expect(readdirSync(out).sort()).toEqual(['config.json', 'history.jsonl']);
    expect(RunFolder.open(out).history.length).toBeGreaterThan(0);
    expect(told.at(-1)).toEqual({
      type: 'warning',
      text: `${out} keeps the history and the last checkpoint of the run that failed`,
    });
  });

  it('in its very last step writes no model either', async () => {
    const out = folder();
    const options = {
      ...tiny,
      method: 'triplet',
      batchSize: 180,
      validation: 0,
      lr: 1e39,
      schedule: 'constant',
      optimizer: 'sgd',
    } as const;
    await expect(train({ ...options, out })).rejects.toThrow(
      /^train: expected finite weights, got .* after epoch 1, step 1\./,
    );
    expect(existsSync(join(out, 'model.onnx'))).toBe(false);
  });
});

describe('train() that fails before the first step', () => {
  const fails = { ...tiny, method: 'triplet', batchSize: 1000 };

  it('removes the folder that it has made', async () => {
    const out = folder();
    await expect(train({ ...fails, out })).rejects.toThrow('Lower batchSize');
    expect(existsSync(out)).toBe(false);
  });

  it('empties the folder that was there before', async () => {
    const out = temporaryFolder();
    await expect(train({ ...fails, out })).rejects.toThrow('Lower batchSize');
    expect(readdirSync(out)).toEqual([]);
  });

  it('says why in the folder it stands in, which it cannot remove', async () => {
    const [before, out] = [process.cwd(), temporaryFolder()];
    process.chdir(out);
    try {
      await expect(train({ ...fails, out: '.' })).rejects.toThrow('Lower batchSize');
    } finally {
      process.chdir(before);
    }
    expect(readdirSync(out)).toEqual([]);
  });
});

describe('train({ out })', () => {
  it('refuses a folder that another run writes into, and names its process', async () => {
    const out = folder();
    const first = train({ ...tiny, out });
    await expect(train({ ...tiny, out, resume: true })).rejects.toThrow(`one in use by process ${process.pid}`);
    await first;
    expect((await train({ ...tiny, out, resume: true })).metrics.rocAuc).toBeGreaterThan(0);
  });

  it('begins a run that was killed before its config was written, also with resume', async () => {
    const out = folder();
    mkdirSync(out);
    writeFileSync(join(out, '.config.json.0123abcd'), '{');
    await train({ ...tiny, out, resume: true });
    expect(readdirSync(out).sort()).toEqual([
      'checkpoint',
      'config.json',
      'history.jsonl',
      'metrics.json',
      'model.onnx',
    ]);
  });

  it('records the threads, and resumes with them', async () => {
    const out = folder();
    const { threads: _, ...options } = tiny;
    await train({ ...options, out });
    const { threads } = JSON.parse(readFileSync(join(out, 'config.json'), 'utf8')) as { threads: number };
    expect(threads).toBeGreaterThanOrEqual(1);
    await train({ ...options, out, resume: true });
    await expect(train({ ...options, threads: threads + 1, out, resume: true })).rejects.toThrow(
      `--resume: expected the run's own threads, ${threads}, got ${threads + 1}.`,
    );
  });
});

it('train() on eight samples does what is possible, and says what is not', async () => {
  const rows = Array.from({ length: 8 }, (_, i) => [i % 2, i / 8, 1]);
  const labels = rows.map(([kind]) => (kind === 0 ? 'even' : 'odd'));
  const eight = { samples: rows, labels };
  const warnings: string[] = [];
  const { metrics } = await train(
    { ...tiny, dataset: { train: eight, test: eight }, epochs: 20, plots: true, out: folder() },
    { onEvent: event => event.type === 'warning' && warnings.push(event.text) },
  );
  expect(metrics.precisionAt1).toBe(1);
  expect(warnings).toEqual([
    'There is no validation: 10 % of the 8 training samples would need two classes, and two samples in one of them.',
  ]);
});

it.each([
  [
    'a method',
    { method: {} },
    'train: expected method to be a name or a method of your own, with the function batches, got {}.',
  ],
  ['a loss', { loss: {} }, 'expected loss to be a name or a loss of your own, with the function compute, got {}.'],
  ['a miner', { loss: 'contrastive', miner: {} }, 'with the function mine, got {}.'],
  ['a network', { network: {} }, 'with the function module, got {}.'],
  ['a data set', { dataset: { train: {} } }, 'expected train and test parts'],
])('train() with an object that is not %s writes nothing', async (_, given, message) => {
  const out = folder();
  await expect(train({ ...tiny, ...given, out } as Parameters<typeof train>[0])).rejects.toThrow(message);
  expect(existsSync(out)).toBe(false);
});
