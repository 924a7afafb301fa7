import { join } from 'node:path';
import { expect, it } from 'vitest';
import { glyphs } from '../../src/data/glyphs.ts';
import { takeRows } from '../../src/nd-array.ts';
import { openRun, type Run } from '../../src/runs/open-run.ts';
import { train } from '../../src/runs/train.ts';
import { temporaryFolder } from '../support/cli.ts';

const dataset = glyphs({ classes: { train: 10, validation: 5, test: 5 }, perClass: 12, size: 8 });
const tiny = { dataset, network: 'mlp', dim: 4, epochs: 1, threads: 1, plots: false, batchSize: 40 } as const;
const { samples, labels } = dataset.test;
const queries = takeRows(dataset.validation!.samples, [0, 13, 27]);

async function runOf(method: string): Promise<Run> {
  const { runDir } = await train({ ...tiny, method, out: join(temporaryFolder(), 'run') });
  return openRun(runDir);
}

async function indexOf(run: Run) {
  const index = await run.index();
  await index.add({ ids: Array.from(labels, (_, i) => i), vectors: await run.embed(samples), labels });
  return index;
}

it('run.search(samples, { index, k }) of siamese-bce ranks by the learned score', async () => {
  const run = await runOf('siamese-bce');
  const index = await indexOf(run);
  const found = await run.search(queries, { index, k: 7 });
  expect(found).toHaveLength(3);
  for (const [i, { ids, scores, distances, labels: found_ }] of found.entries()) {
    const one = takeRows(
      queries,
      Array.from(labels, () => i),
    );
    const all = (await run.distance(one, samples)).data;
    const best = Array.from(all, (_, row) => row).sort((a, b) => all[a]! - all[b]!);
    expect(ids).toHaveLength(7);
    scores!.forEach((score, place) => {
      expect(score).toBeCloseTo(all[best[place]!]!, 5);
      expect(score).toBeCloseTo(all[Number(ids[place])]!, 5);
      expect(found_![place]).toBe(String(labels[Number(ids[place])]));
    });
    const byDistance = (await index.search(await run.embed(one), { k: 60 }))[0]!;
    expect(distances).toEqual(ids.map(id => byDistance.distances[byDistance.ids.indexOf(id)]));
  }
  await run.close();
});

it('run.search(samples, { index, k }) of other methods is index.search of their embeddings', async () => {
  const run = await runOf('siamese');
  const index = await indexOf(run);
  expect(await run.search(queries, { index, k: 4 })).toEqual(await index.search(await run.embed(queries), { k: 4 }));
  await expect(run.search(queries, {} as never)).rejects.toThrow(
    'run.search: expected index: an index of the run, got none.',
  );
  await expect(run.search([[1]], { index })).rejects.toThrow(
    'run.search: expected samples of shape [N, 1, 8, 8], got shape [1, 1].',
  );
  await expect(run.search(queries, { index, k: 0 })).rejects.toThrow('expected k: a whole number from 1, got 0.');
  await run.close();
});
