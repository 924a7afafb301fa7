import { describe, expect, it } from 'vitest';
import * as miners from '../../src/miners/index.ts';
import { Random } from '../../src/random.ts';

const [N, D] = [12, 5];
const random = new Random(9);
const embeddings = Array.from({ length: N }, () => Array.from({ length: D }, () => random.normal()));
const labels = [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3];

const everyMiner = Object.fromEntries(miners.names.map(name => [name, miners.byName(name)]));

/** Miners that draw, so that two batches are not mined alike. */
const draws = new Set(['semihard', 'random-hard', 'distance-weighted', 'uniform-histogram']);

const sorted = (list: readonly number[][] | undefined) => list?.map(tuple => tuple.join(' ')).sort();

const edges: Readonly<Record<string, miners.GivenBatch>> = {
  'duplicated points': { embeddings: embeddings.map((_, i) => embeddings[Math.floor(i / 4)]!), labels },
  'one class only': { embeddings, labels: labels.map(() => 1) },
  'no positives': { embeddings, labels: labels.map((_, i) => i) },
  'zero vectors': { embeddings: embeddings.map(row => row.map(() => 0)), labels },
  'identical embeddings': { embeddings: embeddings.map(() => embeddings[0]!), labels },
  'three samples': { embeddings: embeddings.slice(0, 3), labels: [0, 0, 1] },
  'a reference set': {
    embeddings: embeddings.slice(0, 6),
    labels: labels.slice(0, 6),
    reference: { embeddings: embeddings.slice(3), labels: labels.slice(3) },
  },
};

function expectRight(
  { triplets = [], anchorPositive = [], anchorNegative = [] }: miners.MinedTuples,
  batch: miners.GivenBatch,
): void {
  const own = batch.labels as number[];
  const others = (batch.reference?.labels ?? batch.labels) as number[];
  const isPositive = ([a, p]: readonly number[]) =>
    own[a!] === others[p!] && (batch.reference !== undefined || a !== p);
  expect(anchorPositive.every(isPositive)).toBe(true);
  expect(anchorNegative.every(([a, n]) => own[a] !== others[n])).toBe(true);
  expect(triplets.every(([a, p, n]) => isPositive([a, p]) && own[a] !== others[n])).toBe(true);
}

const byLabels = Object.entries(everyMiner).filter(([name]) => name !== 'packaged-triplets');

describe.each(byLabels)('miners.mine(miners.byName(%j), batch)', (name, miner) => {
  it('chooses pairs and triplets that the labels allow, and some', async () => {
    const mined = await miners.mine(miner, { embeddings, labels });
    expectRight(mined, { embeddings, labels });
    expect(Object.values(mined).some(list => list!.length > 0)).toBe(true);
  });

  it.each(Object.entries(edges))('chooses what the labels allow for %s', async (_, batch) => {
    expectRight(await miners.mine(miner, batch), batch);
  });

  it('does not depend on the order of the batch', async ({ skip }) => {
    skip(draws.has(name), 'it draws');
    const order = Array.from(new Random(4).permutation(N));
    const before = await miners.mine(miner, { embeddings, labels });
    const after = await miners.mine(miner, {
      embeddings: order.map(i => embeddings[i]!),
      labels: order.map(i => labels[i]!),
    });
    const back = (list: readonly number[][] | undefined) => sorted(list?.map(tuple => tuple.map(i => order[i]!)));
    // Of (i, j) and (j, i), equally far apart, either may be the last that is chosen.
    const undirected = (list: readonly string[] | undefined) =>
      ['hdc', 'hard-pairs'].includes(name) ? list?.map(pair => pair.split(' ').sort().join(' ')).sort() : list;
    expect(back(after.triplets)).toEqual(sorted(before.triplets));
    expect(undirected(back(after.anchorPositive))).toEqual(undirected(sorted(before.anchorPositive)));
    expect(undirected(back(after.anchorNegative))).toEqual(undirected(sorted(before.anchorNegative)));
  });

  it('capped, keeps at most so many tuples of each anchor, out of the same', async () => {
    const whole = await miners.mine(miner, { embeddings, labels });
    const capped = await miners.mine(miners.cappedMiner({ miner, tuplesPerAnchor: 2 }), { embeddings, labels });
    for (const kind of ['triplets', 'anchorPositive', 'anchorNegative'] as const) {
      const [all, kept] = [sorted(whole[kind]) ?? [], sorted(capped[kind]) ?? []];
      if (!draws.has(name)) expect(kept.every(tuple => all.includes(tuple))).toBe(true);
      if (name === 'uniform-histogram') continue; // a pair drawn several times is one tuple
      for (let a = 0; a < N; a++) {
        const of = (list: readonly string[]) => list.filter(tuple => tuple.startsWith(`${a} `)).length;
        expect(of(kept)).toBe(Math.min(2, draws.has(name) ? of(kept) : of(all)));
      }
    }
  });

  it('chooses the same for the same seed', async () => {
    const [one, two] = [1, 1].map(seed => miners.mine(miner, { embeddings, labels, seed }));
    expect(await one).toEqual(await two);
  });
});

describe('miners.mine of miners that draw', () => {
  const distance = (i: number, j: number) => embeddings[i]!.reduce((t, v, k) => t + (v - embeddings[j]![k]!) ** 2, 0);

  it('semihardNegative draws every negative in the band, and no other', async () => {
    const miner = miners.semihardNegative({ margin: 9 });
    const seen = new Set<number>();
    for (let seed = 0; seed < 60; seed++) {
      const { triplets } = await miners.mine(miner, { embeddings, labels, seed });
      for (const [a, p, n] of triplets!) {
        expect(distance(a, n)).toBeGreaterThan(distance(a, p));
        expect(distance(a, n)).toBeLessThanOrEqual(distance(a, p) + 9 + 1e-4);
        if (a === 0 && p === 1) seen.add(n);
      }
    }
    const band = labels.flatMap((label, n) => {
      const d = distance(0, n);
      return label !== 0 && d > distance(0, 1) && d <= distance(0, 1) + 9 ? [n] : [];
    });
    expect([...seen].sort((x, y) => x - y)).toEqual(band);
    expect(band.length).toBeGreaterThan(1);
  });

  it('hardestNegative takes the nearest where it violates the margin', async () => {
    const { triplets } = await miners.mine(miners.hardestNegative({ margin: 1 }), { embeddings, labels });
    const expected = labels.flatMap((label, a) =>
      labels.flatMap((other, p) => {
        if (a === p || label !== other) return [];
        const negatives = labels.flatMap((l, i) => (l === label ? [] : [i]));
        const n = negatives.reduce((best, i) => (distance(a, i) < distance(a, best) ? i : best));
        return distance(a, n) <= distance(a, p) + 1 ? [[a, p, n]] : [];
      }),
    );
    expect(sorted(triplets)).toEqual(sorted(expected));
  });

  it('distanceWeightedMiner draws far negatives as often as there are few of them', async () => {
    const counts = new Map<number, number>();
    for (let seed = 0; seed < 60; seed++) {
      const { triplets } = await miners.mine(miners.distanceWeightedMiner(), { embeddings, labels, seed });
      for (const [a, , n] of triplets!) if (a === 0) counts.set(n, (counts.get(n) ?? 0) + 1);
    }
    const unit = embeddings.map(row => row.map(v => v / Math.hypot(...row)));
    const apart = (n: number) => Math.max(0.5, Math.hypot(...unit[0]!.map((v, k) => v - unit[n]![k]!)));
    const negatives = labels.flatMap((l, n) => (l === 0 || apart(n) >= 1.4 ? [] : [n]));
    const weight = (n: number) => apart(n) ** (2 - D) * (1 - apart(n) ** 2 / 4) ** ((3 - D) / 2);
    const total = negatives.reduce((t, n) => t + weight(n), 0);
    expect([...counts.keys()].every(n => negatives.includes(n))).toBe(true);
    for (const n of negatives) expect((counts.get(n) ?? 0) / 120).toBeCloseTo(weight(n) / total, 0.5);
  });

  it('uniformHistogramMiner draws so many pairs of each bin that has any', async () => {
    const miner = miners.uniformHistogramMiner({ numBins: 4, posPerBin: 3, negPerBin: 2 });
    const { anchorPositive, anchorNegative } = await miners.mine(miner, { embeddings, labels });
    expect(anchorPositive!.length % 3).toBe(0);
    expect(anchorPositive!.length).toBeLessThanOrEqual(12);
    expect(anchorNegative!.length).toBeLessThanOrEqual(8);
  });
});

describe('miners.embeddingsAlreadyPackagedAsTriplets()', () => {
  const miner = miners.embeddingsAlreadyPackagedAsTriplets();

  it('takes every three samples for a triplet', async () => {
    const { triplets } = await miners.mine(miner, { embeddings: embeddings.slice(0, 6), labels: [0, 0, 1, 2, 2, 3] });
    expect(triplets).toEqual([
      [0, 1, 2],
      [3, 4, 5],
    ]);
  });

  it('says so where they are not', () =>
    expect(miners.mine(miner, { embeddings: embeddings.slice(0, 4), labels: [0, 0, 1, 1] })).rejects.toThrow(
      'embeddingsAlreadyPackagedAsTriplets: expected a batch of three samples a triplet, got 4 samples.',
    ));
});

describe('miners.batchEasyHardMiner(options)', () => {
  it.each([
    ['semihard', 'semihard'],
    ['all', 'semihard'],
    ['semihard', 'all'],
  ] as const)('refuses %s with %s', (posStrategy, negStrategy) => {
    expect(() => miners.batchEasyHardMiner({ posStrategy, negStrategy })).toThrow(
      `batchEasyHardMiner: expected hard or easy beside semihard, which is measured against it, got posStrategy ${posStrategy} and negStrategy ${negStrategy}.`,
    );
  });

  const strategies = ['hard', 'semihard', 'easy', 'all'] as const;
  const possible = strategies.flatMap(p =>
    strategies
      .filter(n => !(p === 'semihard' || n === 'semihard') || [p, n].some(s => s === 'hard' || s === 'easy'))
      .map(n => [p, n] as const),
  );

  it.each(possible)('with positives %s and negatives %s is as loops find, within allowed ranges', async (pos, neg) => {
    const unit = embeddings.map(row => row.map(v => v / Math.hypot(...row)));
    const d = (i: number, j: number) => Math.hypot(...unit[i]!.map((v, k) => v - unit[j]![k]!));
    const [allowedPosRange, allowedNegRange] = [
      [0.5, 1.7],
      [0.6, 1.6],
    ] as const;
    const miner = miners.batchEasyHardMiner({
      posStrategy: pos,
      negStrategy: neg,
      ...(pos !== 'all' && { allowedPosRange }),
      ...(neg !== 'all' && { allowedNegRange }),
    });
    const within = (v: number, [low, high]: readonly [number, number]) => v >= low && v <= high;
    const best = (list: number[], a: number, far: boolean) =>
      list.reduce<number | undefined>(
        (b, i) => (b === undefined || (far ? d(a, i) > d(a, b) : d(a, i) < d(a, b)) ? i : b),
        undefined,
      );
    const expected: { p: number[][]; n: number[][] } = { p: [], n: [] };
    labels.forEach((label, a) => {
      const others = labels.map((_, i) => i).filter(i => i !== a);
      const ps = others.filter(i => labels[i] === label && (pos === 'all' || within(d(a, i), allowedPosRange)));
      const ns = others.filter(i => labels[i] !== label && (neg === 'all' || within(d(a, i), allowedNegRange)));
      let p = pos === 'semihard' || pos === 'all' ? undefined : best(ps, a, pos === 'hard');
      let n = neg === 'semihard' || neg === 'all' ? undefined : best(ns, a, neg === 'easy');
      if (pos === 'semihard' && n !== undefined)
        p = best(
          ps.filter(i => d(a, i) < d(a, n!)),
          a,
          true,
        );
      if (neg === 'semihard' && p !== undefined)
        n = best(
          ns.filter(i => d(a, i) > d(a, p!)),
          a,
          false,
        );
      const both = (pos === 'all' || p !== undefined) && (neg === 'all' || n !== undefined);
      if (pos === 'all') expected.p.push(...ps.map(i => [a, i]));
      else if (p !== undefined && (both || neg === 'all')) expected.p.push([a, p]);
      if (neg === 'all') expected.n.push(...ns.map(i => [a, i]));
      else if (n !== undefined && (both || pos === 'all')) expected.n.push([a, n]);
    });
    const mined = await miners.mine(miner, { embeddings, labels });
    expect(sorted(mined.anchorPositive)).toEqual(sorted(expected.p));
    expect(sorted(mined.anchorNegative)).toEqual(sorted(expected.n));
  });
});

describe('miners.byName(name, options)', () => {
  it('caps every miner with tuplesPerAnchor', () => {
    expect(miners.byName('batch-hard', { tuplesPerAnchor: 1 }).name).toBe('capped-batch-hard');
    expect(() => miners.byName('batch-hard', { tuplesPerAnchor: 0 })).toThrow(
      'miner batch-hard: expected tuplesPerAnchor: a whole number of at least 1, got 0.',
    );
  });

  it('offers the nearest name', () => {
    expect(() => miners.byName('semi-hard')).toThrow('Did you mean "semihard"?');
    expect(() => miners.byName('hdc', { filterPercent: 0.3 })).toThrow(
      'miner hdc: expected an option out of filterPercentage, distance, got "filterPercent".',
    );
  });
});
