import { type Distance, lpDistance } from '../distances/index.ts';
import { UsageError } from '../errors.ts';
import { and, cast, expandDims, greater, greaterOrEqual, less, lessOrEqual, mul } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Miner } from './miner.ts';
import { pairwiseMiner } from './pairwise-miner.ts';
import { farthest, marked, nearest, type Pick } from './picks.ts';

export type Strategy = 'hard' | 'semihard' | 'easy' | 'all';

export interface BatchEasyHardMinerOptions {
  /** Which positive of each anchor: the farthest, the farthest that is nearer than the negative, the nearest, all. Default easy. */
  posStrategy?: Strategy;
  /** Which negative: the nearest, the nearest that is farther than the positive, the farthest, all. Default semihard. */
  negStrategy?: Strategy;
  /** Only positives at a distance from the first to the second count. */
  allowedPosRange?: readonly [number, number];
  /** The same for negatives. */
  allowedNegRange?: readonly [number, number];
  /** Default: Euclidean on normalised embeddings. */
  distance?: Distance;
}

/** One positive and one negative pair for each anchor (Xuan, Stylianou & Pless 2020: easy positive, semihard or hard negative). */
export function batchEasyHardMiner(options: BatchEasyHardMinerOptions = {}): Miner {
  const { posStrategy = 'easy', negStrategy = 'semihard', distance = lpDistance() } = options;
  const { allowedPosRange, allowedNegRange } = options;
  requirePossible(posStrategy, negStrategy);
  const positives = { hard: farthest, semihard: farthest, easy: nearest };
  const negatives = { hard: nearest, semihard: nearest, easy: farthest };
  const within = (mask: Tensor, d: Tensor, range: readonly [number, number] | undefined) => {
    if (!range) return mask;
    const measured = distance.inverted ? mul(d, -1) : d;
    return and(mask, and(greaterOrEqual(measured, range[0]), lessOrEqual(measured, range[1])));
  };
  const named = { posStrategy, negStrategy, allowedPosRange, allowedNegRange };
  return pairwiseMiner('batch-easy-hard', distance, named, ({ d, ...masks }) => {
    const r = d.shape[1]!;
    const positive = within(masks.positive, d, allowedPosRange);
    const negative = within(masks.negative, d, allowedNegRange);
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
  });
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
