import { join } from 'node:path';
import { expect, it } from 'vitest';
import { glyphs } from '../../src/data/glyphs.ts';
import { openRun } from '../../src/runs/open-run.ts';
import { RunFolder } from '../../src/runs/run-folder.ts';
import { train } from '../../src/runs/train.ts';
import { temporaryFolder } from '../support/cli.ts';

it('triplet-ratio keeps its embeddings at length 1, so that a high learning rate does not saturate its loss', async () => {
  const dataset = glyphs({ classes: { train: 10, validation: 4, test: 4 }, perClass: 12, size: 8 });
  const warnings: string[] = [];
  const { runDir } = await train(
    {
      ...{ dataset, method: 'triplet-ratio', batchSize: 20, network: 'mlp', dim: 4, threads: 1, plots: false },
      ...{ lr: 0.1, epochs: 20, out: join(temporaryFolder(), 'run') },
    },
    { onEvent: event => event.type === 'warning' && warnings.push(event.text) },
  );
  expect(warnings).toEqual([]);
  const steps = RunFolder.open(runDir).history.flatMap(line => (line.kind === 'step' ? [line.metrics] : []));
  expect(Math.max(...steps.map(({ variance }) => variance!))).toBeLessThanOrEqual(1);
  expect(Math.min(...steps.map(({ gradientNorm }) => gradientNorm!))).toBeGreaterThan(1e-4);
  const run = await openRun(runDir);
  const { data } = await run.embed(dataset.test.samples);
  for (let i = 0; i < data.length; i += 4) expect(Math.hypot(...data.subarray(i, i + 4))).toBeCloseTo(1, 5);
  await run.close();
});
