import { describe, expect, it } from 'vitest';
import { lpDistance } from '../../src/distances/index.ts';
import * as losses from '../../src/losses/index.ts';
import * as miners from '../../src/miners/index.ts';
import { Random } from '../../src/random.ts';
import * as reducers from '../../src/reducers/index.ts';

const random = new Random(4);
const embeddings = Array.from({ length: 6 }, () => Array.from({ length: 4 }, () => random.normal()));
const squared = lpDistance({ power: 2, normalize: false });
const euclidean = lpDistance({ normalize: false });
const labels = [0, 0, 1, 1, 1, 2]; // the last has no positive

describe('losses.about(name).differs holds', () => {
  it.each(['nt-xent', 'tuplet-margin', 'lifted-structure'])('%s counts a repeated negative once', async name => {
    expect(losses.about(name).differs).toContain('here it counts once');
    const anchorPositive: [number, number][] = [[0, 1]];
    const value = async (anchorNegative: [number, number][]) =>
      (await losses.evaluate(losses.byName(name), { embeddings, labels, tuples: { anchorPositive, anchorNegative } }))
        .value;
    const once = await value([
      [0, 2],
      [0, 3],
    ]);
    const twice = await value([
      [0, 2],
      [0, 3],
      [0, 3],
    ]);
    expect(twice).toBe(once);
    expect(once).toBeGreaterThan(0);
  });

  it.each(['circle', 'sup-con'])('%s under a mean reducer divides by the anchors with pairs', async name => {
    expect(losses.about(name).differs).toContain('Under a mean reducer');
    const value = async (reducer: reducers.Reducer) =>
      (await losses.evaluate(losses.byName(name, { reducer }), { embeddings, labels })).value;
    const [mean, sum] = [await value(reducers.meanReducer()), await value(reducers.sumReducer())];
    expect(mean).toBeCloseTo(sum / 5, 4);
  });

  it('margin reduces each hinge by itself', async () => {
    const batch = { embeddings: [[0], [1], [1.5]], labels: [0, 0, 1] };
    const loss = losses.marginLoss({
      distance: euclidean,
      beta: 1,
      margin: 0.5,
      reducer: reducers.avgNonZeroReducer(),
    });
    // Triplets (0, 1, 2) and (1, 0, 2): positive hinges 0.5 and 0.5, negative hinges 0 and 1.
    expect((await losses.evaluate(loss, batch)).value).toBeCloseTo(0.5 + 1, 5);
  });

  it('nca counts anchors whose probability rounds to 0', async () => {
    const batch = { embeddings: [[0], [100], [1], [2]], labels: [0, 0, 1, 1] };
    const { value } = await losses.evaluate(losses.ncaLoss({ distance: squared }), batch);
    expect(value).toBeGreaterThan(9000 / 4);
  });

  it('instance has all samples of the class for its target', async () => {
    const batch = {
      embeddings: [
        [1, 0],
        [1, 0],
        [-1, 0],
        [-1, 0],
      ],
      labels: [0, 0, 1, 1],
    };
    expect((await losses.evaluate(losses.instanceLoss(), batch)).value).toBeCloseTo(0, 5);
  });

  it('instance counts by default a negative of a cosine of 0.8, which it hardly does with the peer’s gamma', async () => {
    const batch = {
      embeddings: [
        [1, 0],
        [1, 0],
        [0.8, 0.6],
        [0.8, 0.6],
      ],
      labels: [0, 0, 1, 1],
    };
    const value = async (gamma?: number) =>
      (await losses.evaluate(losses.instanceLoss(gamma === undefined ? {} : { gamma }), batch)).value;
    expect(await value()).toBeGreaterThan(0.03);
    expect(await value(64)).toBeLessThan(1e-5);
  });

  it('pnp does not count a query without a positive beside itself', async () => {
    const batch = {
      embeddings: [
        [1, 0],
        [1, 0],
        [-1, 0.1],
      ],
      labels: [0, 0, 1],
    };
    const alone = {
      embeddings: [
        [1, 0],
        [1, 0],
      ],
      labels: [0, 0],
    };
    const value = async (given: losses.LossBatch) => (await losses.evaluate(losses.pnpLoss(), given)).value;
    expect(await value(batch)).toBeCloseTo(await value(alone), 5);
  });

  it('ranked-list counts a negative at distance 0', async () => {
    const batch = {
      embeddings: [
        [1, 0],
        [1, 0],
      ],
      labels: [0, 1],
    };
    expect((await losses.evaluate(losses.rankedListLoss(), batch)).value).toBeCloseTo(0.5 * 1.2, 5);
  });
});

describe('miners.about(name).differs holds', () => {
  it('distance-weighted draws one negative for each positive pair', async () => {
    expect(miners.about('distance-weighted').differs).toContain('every positive pair gets one negative');
    const { triplets } = await miners.mine(miners.distanceWeightedMiner(), { embeddings, labels });
    const pairs = triplets!.map(([a, p]) => `${a} ${p}`).sort();
    expect(pairs).toEqual(['0 1', '1 0', '2 3', '2 4', '3 2', '3 4', '4 2', '4 3']);
  });
});
