import { z } from 'zod';
import {
  add,
  cast,
  concat,
  cumSum,
  equal,
  expandDims,
  floor,
  full,
  gather,
  greater,
  greaterOrEqual,
  less,
  mapRows,
  max,
  minimum,
  mul,
  randomUniform,
  range,
  reshape,
  scatterAdd,
  slice,
  sort,
  sub,
  sum,
  topK,
  where,
} from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { readOptions } from '../options.ts';
import type { Miner } from './miner.ts';
import { indexOf } from './picks.ts';
import { tripletMask } from './triplet-mask.ts';
import type { TripletRule, TripletTuples, Tuples } from './tuples.ts';

/** The option that caps a miner. */
export const capOptions = {
  tuplesPerAnchor: z
    .int()
    .min(1)
    .optional()
    .describe('How many triplets, or pairs of each kind, an anchor keeps at most, drawn at random; by default all.'),
};

/** Options of `miners.cappedMiner`. */
export interface CappedMinerOptions {
  /** The miner whose choice is capped. */
  miner: Miner;
  /** How many triplets, or pairs of each kind, an anchor has at most: a whole number of at least 1. */
  tuplesPerAnchor: number;
}

/** The choice of another miner, of which each anchor keeps at most so many tuples, drawn at random. */
export function cappedMiner({ miner, tuplesPerAnchor }: CappedMinerOptions): Miner {
  const { tuplesPerAnchor: k = Number.POSITIVE_INFINITY } = readOptions('cappedMiner', capOptions, { tuplesPerAnchor });
  return {
    ...miner,
    name: `capped-${miner.name}`,
    options: { ...miner.options, tuplesPerAnchor: k },
    mine: (input, scope) => capped(miner.mine(input, scope), k, input.embeddings.shape[0]!),
  };
}

function capped(tuples: Tuples, k: number, anchors: number): Tuples {
  if (tuples.kind === 'triplets') return cappedList(tuples, k, anchors);
  if (tuples.kind === 'rule') return drawnFromRule(tuples, k);
  return { kind: 'pairs', positive: cappedRows(tuples.positive, k), negative: cappedRows(tuples.negative, k) };
}

/** Keeps `k` random elements above 0 of each row. */
function cappedRows(weights: Tensor, k: number): Tensor {
  const [b, r] = weights.shape as [number, number];
  const draw = where(greater(weights, 0), randomUniform([b, r]), -1);
  const { indices } = topK(draw, Math.min(k, r)); // [B, k]
  const ones = full([b, Math.min(k, r)], 1);
  return mul(weights, scatterAdd(full([b, r], 0), indices, ones, 1));
}

/**
 * In random order, what does not count last, and then sorted by anchor, which keeps the order of equals: each anchor's first
 * `k` stay. (One sort of anchor + random number would do, had float32 digits left for it in a large batch.)
 */
function cappedList(tuples: TripletTuples, k: number, anchors: number): TripletTuples {
  const [t] = tuples.weight.shape as [number];
  const shuffled = sort(where(greater(tuples.weight, 0), randomUniform([t]), 2)).indices;
  const indices = gather(shuffled, sort(gather(cast(tuples.anchor, 'float32'), shuffled)).indices);
  const anchor = cast(gather(tuples.anchor, indices), 'int64');
  const sizes = scatterAdd(full([anchors], 0), anchor, full([t], 1), 0);
  const starts = sub(cumSum(sizes), sizes); // [anchors]
  const place = sub(cast(range(t), 'float32'), gather(starts, anchor));
  return {
    kind: 'triplets',
    anchor,
    positive: gather(tuples.positive, indices),
    negative: gather(tuples.negative, indices),
    weight: mul(gather(tuples.weight, indices), cast(less(place, k), 'float32')),
  };
}

/** `k` different triplets of each anchor under a rule, or all if there are fewer, one anchor after another. */
function drawnFromRule(rule: TripletRule, k: number): TripletTuples {
  const { positive, negative, key, lower, upper, cross } = rule;
  const [b] = key.shape as [number, number];
  const { stacked } = mapRows(
    ([p, n, at, low, high, u], [c]) => {
      const row = { positive: p!, negative: n!, key: at!, lower: low!, upper: high! };
      const kept = tripletMask({ ...row, ...(c && { cross: c }) }); // [R, R], (p, n)
      const byPositive = sum(kept, 1); // [R]
      const total = sum(byPositive);
      const { numbers, exists } = drawnNumbers(total, u!, k);
      const target = add(numbers, 0.5); // [k], between one triplet and the next
      const before = (counts: Tensor, wanted: Tensor) =>
        cast(less(cumSum(counts, -1), expandDims(wanted, -1)), 'float32');
      const passed = before(expandDims(byPositive, 0), target); // [k, R]
      const positives = cast(minimum(sum(passed, 1), at!.shape[0]! - 1), 'int64'); // [k]
      const rest = sub(target, sum(mul(passed, expandDims(byPositive, 0)), 1)); // [k]
      const negatives = cast(minimum(sum(before(gather(kept, positives), rest), 1), at!.shape[0]! - 1), 'int64');
      return { stacked: [positives, negatives, exists] };
    },
    [positive, negative, key, lower, upper, randomUniform([b, k])],
    cross ? [cross] : [],
  );
  const flat = (x: Tensor) => reshape(x, [b * k]);
  return {
    kind: 'triplets',
    anchor: flat(indexOf([b, k], 0)),
    positive: flat(stacked[0]!),
    negative: flat(stacked[1]!),
    weight: flat(stacked[2]!),
  };
}

/**
 * `k` different whole numbers from 0 to below `total` (a scalar), every choice as likely, out of `k` random numbers `u`: Floyd's
 * algorithm (Bentley & Floyd, "A sample of brilliance", 1987). Each step draws from one number more than the last, and where
 * the number was drawn before takes the new one. Of a total below `k` all are drawn; `exists` is 0 for the steps before.
 */
function drawnNumbers(total: Tensor, u: Tensor, k: number): { numbers: Tensor; exists: Tensor } {
  let drawn: readonly Tensor[] = [];
  let exists: readonly Tensor[] = [];
  for (let step = 0; step < k; step++) {
    const last = reshape(add(total, step - k), [1]); // the number that is new
    const number = minimum(floor(mul(slice(u, { starts: [step], ends: [step + 1] }), add(last, 1))), last);
    const known = drawn.length > 0 ? max(cast(equal(concat(drawn, 0), number), 'float32'), 0, true) : undefined;
    drawn = [...drawn, known ? where(greater(known, 0), last, number) : number];
    exists = [...exists, cast(greaterOrEqual(last, 0), 'float32')];
  }
  return { numbers: concat(drawn, 0), exists: concat(exists, 0) };
}
