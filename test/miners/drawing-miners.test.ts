import { describe, expect, it } from 'vitest';
import * as miners from '../../src/miners/index.ts';
import { Random } from '../../src/random.ts';

const [N, D] = [12, 5];
const random = new Random(9);
const embeddings = Array.from({ length: N }, () => Array.from({ length: D }, () => random.normal()));
const labels = [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3];

const sorted = (list: readonly number[][] | undefined) => list?.map(tuple => tuple.join(' ')).sort();

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
