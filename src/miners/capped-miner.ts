import { z } from 'zod';
import {
  add,
  broadcastTo,
  cast,
  cumSum,
  expandDims,
  full,
  gather,
  greater,
  less,
  mapRows,
  minimum,
  mul,
  randomUniform,
  range,
  reshape,
  scatterAdd,
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

/** Keeps `k` random triplets of each anchor: it sorts by anchor and then at random, with weight 0 last, and keeps the first `k`. */
function cappedList(tuples: TripletTuples, k: number, anchors: number): TripletTuples {
  const [t] = tuples.weight.shape as [number];
  const within = where(greater(tuples.weight, 0), mul(randomUniform([t]), 0.5), 0.75);
  const { indices } = sort(add(cast(tuples.anchor, 'float32'), within));
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

/** Draws `k` triplets of each anchor under a rule, with replacement. It goes through anchors one after another. */
function drawnFromRule(rule: TripletRule, k: number): TripletTuples {
  const { positive, negative, key, lower, upper, cross } = rule;
  const [b] = key.shape as [number, number];
  const { stacked } = mapRows(
    ([p, n, at, low, high, u], [c]) => {
      const row = { positive: p!, negative: n!, key: at!, lower: low!, upper: high! };
      const kept = tripletMask({ ...row, ...(c && { cross: c }) }); // [R, R], (p, n)
      const byPositive = sum(kept, 1); // [R]
      const total = sum(byPositive);
      const target = minimum(add(mul(u!, total), 0.5), total); // [k]
      const before = (counts: Tensor, wanted: Tensor) =>
        cast(less(add(cumSum(counts, -1), 0.25), expandDims(wanted, -1)), 'float32');
      const passed = before(expandDims(byPositive, 0), target); // [k, R]
      const positives = cast(minimum(sum(passed, 1), at!.shape[0]! - 1), 'int64'); // [k]
      const rest = sub(target, sum(mul(passed, expandDims(byPositive, 0)), 1)); // [k]
      const negatives = cast(minimum(sum(before(gather(kept, positives), rest), 1), at!.shape[0]! - 1), 'int64');
      return { stacked: [positives, negatives, cast(greater(total, 0), 'float32')] };
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
    weight: flat(broadcastTo(expandDims(stacked[2]!, 1), [b, k])),
  };
}
