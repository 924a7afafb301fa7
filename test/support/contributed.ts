import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { load } from '../../src/data/registry.ts';
import { RUN_COLUMNS } from '../../src/runs/metrics.ts';
import { train } from '../../src/runs/train.ts';
import { idxBytes } from '../data/idx-bytes.ts';
import { temporaryFolder } from './cli.ts';

/** What test/contributing.test.ts runs in the project to which the blocks of CONTRIBUTING.md are added. */

const dataDir = temporaryFolder();

/** Four files in the format of MNIST: images whose class is told by where they are white. */
function writeToys(): void {
  mkdirSync(join(dataDir, 'toys'));
  for (const [part, n] of [
    ['train', 60],
    ['t10k', 30],
  ] as const) {
    const pixels = new Uint8Array(n * 784);
    for (let i = 0; i < n; i++) pixels.fill(255, i * 784 + (i % 10) * 70, i * 784 + (i % 10) * 70 + 50 + i);
    const labels = Array.from({ length: n }, (_, i) => i % 10);
    writeFileSync(join(dataDir, 'toys', `${part}-images-idx3-ubyte`), idxBytes([n, 28, 28], pixels));
    writeFileSync(join(dataDir, 'toys', `${part}-labels-idx1-ubyte`), idxBytes([n], labels));
  }
}

it('the data set is loaded; the method, with the option, trains on it; the metric is in the result and its table', async () => {
  writeToys();
  const dataset = await load('toys', { dataDir });
  expect(dataset.train.samples.shape).toEqual([60, 1, 28, 28]);
  expect(dataset.test.classNames).toHaveLength(10);
  const out = join(temporaryFolder(), 'run');
  const given = { method: 'plain-siamese', network: 'mlp', dim: 4, epochs: 1, batchSize: 8, threads: 1, plots: false };
  const options = { dataset, ...given, validation: 0.2, optimizer: 'sgd', momentum: 0.5, lr: 0.01, out } as const;
  const { metrics } = await train(options);
  const shown = RUN_COLUMNS.find(({ heading }) => heading === 'MRR')!.value(metrics);
  expect(shown).toBeGreaterThan(0.2);
  expect(shown).toBeLessThanOrEqual(1);
  expect(JSON.parse(readFileSync(join(out, 'config.json'), 'utf8'))).toMatchObject({ momentum: 0.5 });
  expect(existsSync(join(out, 'model.onnx'))).toBe(true);
});

it('the command runs, with the loss', async () => {
  const argv = process.argv;
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  process.argv = [...argv.slice(0, 2), 'cost', 'centre', '--batch-size', '20', '--json'];
  try {
    await import('../../src/cli/main.ts');
    const printed = write.mock.calls.map(([text]) => String(text)).join('');
    expect(JSON.parse(printed.trim().split('\n').at(-1)!)).toMatchObject({ name: 'centre', learned: 160 });
  } finally {
    process.argv = argv;
    write.mockRestore();
  }
});
