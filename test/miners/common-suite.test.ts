import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contrastiveLoss, type Loss } from '../../src/losses/index.ts';
import type { MinedTuples } from '../../src/miners/index.ts';
import * as miners from '../../src/miners/index.ts';
import { Random } from '../../src/random.ts';
import { compileLoss } from '../support/compiled-loss.ts';

const [N, D] = [12, 4];
const random = new Random(11);
const embeddings = Array.from({ length: N }, () => Array.from({ length: D }, () => random.normal()));
const labels = [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3];
const contrastive = contrastiveLoss();
const zero = Array<number>(D).fill(0);

/** Miners whose choice is drawn. */
const drawing: Readonly<Record<string, string>> = {
  semihard: 'draws one of the semihard negatives',
  'random-hard': 'draws one of the violating negatives',
  'distance-weighted': 'draws negatives by distance',
  'uniform-histogram': 'draws pairs of each bin',
};

const packaged = 'packaged-triplets';
const noLabels = 'it takes the triplets as they come, whatever the labels';

/** Batches at an edge. */
const edges: Readonly<Record<string, { embeddings: number[][]; labels: number[] }>> = {
  'any batch': { embeddings, labels },
  'duplicated points, alike and not': {
    embeddings: [0, 0, 1, 1, 0, 4, 4, 4, 8, 9, 9, 0].map(i => embeddings[i]!),
    labels,
  },
  'one class only': { embeddings, labels: labels.map(() => 5) },
  'no positives': { embeddings, labels: labels.map((_, i) => i) },
  'some zero vectors': { embeddings: embeddings.map((x, i) => (i % 4 === 0 ? zero : x)), labels },
  'only zero vectors': { embeddings: embeddings.map(() => zero), labels },
  'identical embeddings': { embeddings: embeddings.map(() => embeddings[3]!), labels },
};

const pairsOf = ({ triplets = [], anchorPositive = [], anchorNegative = [] }: MinedTuples) => ({
  positive: [...anchorPositive, ...triplets.map(([a, p]) => [a, p] as const)],
  negative: [...anchorNegative, ...triplets.map(([a, _, n]) => [a, n] as const)],
});

/** The tuples in one order, their rows renamed. */
const renamed = (tuples: MinedTuples, name: (row: number) => number): string[] =>
  Object.entries(tuples).flatMap(([kind, list]) =>
    (list as number[][]).map(tuple => `${kind} ${tuple.map(name).join()}`),
  );

describe.each(miners.names)('miners.byName(%j)', name => {
  const miner = miners.byName(name);
  let loss: Awaited<ReturnType<typeof compileLoss>>;
  beforeAll(async () => {
    const mined: Loss = {
      ...contrastive,
      compute: (input, scope) => contrastive.compute({ ...input, tuples: miner.mine(input) }, scope),
    };
    loss = await compileLoss(mined, [N, D], N);
  });
  afterAll(() => loss.release());

  it.each(Object.entries(edges))('chooses alike positives and unlike negatives of %s', async (_, batch) => {
    const { positive, negative } = pairsOf(await miners.mine(miner, batch));
    for (const [a, p] of positive) expect(a, 'a sample is no positive of its own').not.toBe(p);
    if (name === packaged) return;
    for (const [a, p] of positive) expect(batch.labels[a]).toBe(batch.labels[p]);
    for (const [a, n] of negative) expect(batch.labels[a]).not.toBe(batch.labels[n]);
  });

  it.each(Object.entries(edges))('leaves a loss finite for %s', async (_, batch) => {
    const { value, gradient } = await loss(batch.embeddings.flat(), batch.labels);
    expect(Number.isFinite(value), `value ${value}`).toBe(true);
    expect(gradient.findIndex(x => !Number.isFinite(x))).toBe(-1);
  });

  it('chooses nothing of a batch of one', async ({ skip }) => {
    skip(name === packaged, noLabels);
    const { positive, negative } = pairsOf(await miners.mine(miner, { embeddings: [embeddings[0]!], labels: [0] }));
    expect([...positive, ...negative]).toEqual([]);
  });

  it('does not depend on the order of the batch', async ({ skip }) => {
    skip(name === packaged, noLabels);
    skip(name in drawing, drawing[name]);
    const order = new Random(3).permutation(N);
    const moved = await miners.mine(miner, {
      embeddings: Array.from(order, i => embeddings[i]!),
      labels: Array.from(order, i => labels[i]!),
    });
    const before = renamed(await miners.mine(miner, { embeddings, labels }), row => row);
    expect(renamed(moved, row => order[row]!).toSorted()).toEqual(before.toSorted());
    expect(before.length).toBeGreaterThan(0);
  });

  it('chooses among a reference by its rows', async ({ skip }) => {
    skip(name === packaged, noLabels);
    const reference = { embeddings: embeddings.slice(0, 7), labels: labels.slice(0, 7) };
    const { positive, negative } = pairsOf(await miners.mine(miner, { embeddings, labels, reference }));
    for (const [a, p] of positive) expect(reference.labels[p]).toBe(labels[a]);
    for (const [a, n] of negative) expect(reference.labels[n]).not.toBe(labels[a]);
    expect(Math.max(...[...positive, ...negative].map(([_, other]) => other))).toBeLessThan(7);
  });

  it('keeps to tuplesPerAnchor, and to its own tuples', async () => {
    const all = new Set(renamed(await miners.mine(miner, { embeddings, labels }), row => row));
    const capped = await miners.mine(miners.byName(name, { tuplesPerAnchor: 2 }), { embeddings, labels });
    for (const list of Object.values(capped) as number[][][]) {
      const anchors = [...new Set(list.map(tuple => tuple.join()))].map(tuple => Number(tuple.split(',')[0]));
      for (const anchor of anchors) expect(anchors.filter(a => a === anchor).length).toBeLessThanOrEqual(2);
    }
    if (name in drawing) return;
    for (const tuple of renamed(capped, row => row)) expect(all).toContain(tuple);
  });

  it('refuses an option that it does not have', () => {
    expect(() => miners.byName(name, { margn: 1 })).toThrow(`miner ${name}: expected an option out of`);
  });
});
