import { z } from 'zod';
import type { Distance } from '../distances/index.ts';
import { UsageError } from '../errors.ts';
import { and, cast, expandDims, greater, greaterOrEqual, less, lessOrEqual, mul } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { OptionsOf } from '../thing.ts';
import { definePairwiseMiner, distanceOption } from './pairwise-miner.ts';
import { farthest, marked, nearest, type Pick } from './picks.ts';

/** Which pair of an anchor is chosen. */
export type Strategy = 'hard' | 'semihard' | 'easy' | 'all';

const strategy = z.enum(['hard', 'semihard', 'easy', 'all']);
const range = z.tuple([z.number(), z.number()]).readonly().optional();

const positives = { hard: farthest, semihard: farthest, easy: nearest };
const negatives = { hard: nearest, semihard: nearest, easy: farthest };

/** One positive and one negative pair for each anchor. */
export const batchEasyHardMiner = definePairwiseMiner({
  name: 'batch-easy-hard',
  summary: 'One positive and one negative pair for each anchor, each easy, semihard or hard, or all of a kind.',
  notes: 'A semihard pair is measured against the pair of the other kind, which must be easy or hard.',
  paper: 'Xuan, Stylianou & Pless 2020',
  options: {
    posStrategy: strategy
      .default('easy')
      .describe('Which positive: the farthest, the farthest that is nearer than the negative, the nearest, or all.'),
    negStrategy: strategy
      .default('semihard')
      .describe('Which negative: the nearest, the nearest that is farther than the positive, the farthest, or all.'),
    allowedPosRange: range.describe('Only positives at a distance from the first number to the second count.'),
    allowedNegRange: range.describe('Only negatives at a distance from the first number to the second count.'),
    distance: distanceOption('euclidean'),
  },
  check: ({ posStrategy, negStrategy }) => requirePossible(posStrategy, negStrategy),
  choose({ d, ...masks }, { posStrategy, negStrategy, allowedPosRange, allowedNegRange, distance }) {
    const r = d.shape[1]!;
    const positive = within(masks.positive, d, allowedPosRange, distance);
    const negative = within(masks.negative, d, allowedNegRange, distance);
    const allOf = (mask: Tensor) => cast(mask, 'float32');
    const nearerThan = (n: Pick) => and(and(positive, less(d, expandDims(n.distance, 1))), expandDims(n.exists, 1));
    const fartherThan = (p: Pick) => and(and(negative, greater(d, expandDims(p.distance, 1))), expandDims(p.exists, 1));
    const ofNegatives = (mask: Tensor) => (negStrategy === 'all' ? undefined : negatives[negStrategy](d, mask));
    const ofPositives = (mask: Tensor) => (posStrategy === 'all' ? undefined : positives[posStrategy](d, mask));
    const first = posStrategy === 'semihard' ? ofNegatives(negative) : undefined;
    const p = ofPositives(first ? nearerThan(first) : positive);
    const n = first ?? ofNegatives(negStrategy === 'semihard' ? fartherThan(p!) : negative);
    const both = p && n && and(p.exists, n.exists);
    return {
      kind: 'pairs',
      positive: p ? marked(p, r, both) : allOf(masks.positive),
      negative: n ? marked(n, r, both) : allOf(masks.negative),
    };
  },
});

/** Options of `miners.batchEasyHardMiner`. */
export type BatchEasyHardMinerOptions = OptionsOf<typeof batchEasyHardMiner>;

/** The pairs of a mask whose distance, as the distance itself measures it, lies in a range. */
function within(mask: Tensor, d: Tensor, range: readonly [number, number] | undefined, { inverted }: Distance): Tensor {
  if (!range) return mask;
  const measured = inverted ? mul(d, -1) : d;
  return and(mask, and(greaterOrEqual(measured, range[0]), lessOrEqual(measured, range[1])));
}

function requirePossible(posStrategy: Strategy, negStrategy: Strategy): void {
  const both = [posStrategy, negStrategy];
  if (!both.includes('semihard') || both.some(strategy => strategy === 'hard' || strategy === 'easy')) return;
  throw new UsageError({
    who: 'batchEasyHardMiner',
    expected: 'hard or easy beside semihard, which is measured against it',
    got: `posStrategy ${posStrategy} and negStrategy ${negStrategy}`,
  });
}
