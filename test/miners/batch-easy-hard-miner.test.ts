import { describe, expect, it } from 'vitest';
import * as miners from '../../src/miners/index.ts';
import { Random } from '../../src/random.ts';

const [N, D] = [12, 5];
const random = new Random(9);
const embeddings = Array.from({ length: N }, () => Array.from({ length: D }, () => random.normal()));
const labels = [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3];

const sorted = (list: readonly number[][] | undefined) => list?.map(tuple => tuple.join(' ')).sort();

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
