import { z } from 'zod';
import {
  add,
  broadcastTo,
  cast,
  clip,
  concat,
  constant,
  expandDims,
  floor,
  full,
  gather,
  greater,
  max,
  min,
  mul,
  randomUniform,
  reshape,
  scatterAdd,
  slice,
  sort,
  sub,
  sum,
  where,
} from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { OptionsOf } from '../thing.ts';
import { definePairwiseMiner, distanceOption } from './pairwise-miner.ts';
import { FAR } from './picks.ts';
import { countWithin } from './sorted-negatives.ts';

/** Pairs of all distances, equally often. */
export const uniformHistogramMiner = definePairwiseMiner({
  name: 'uniform-histogram',
  summary: 'Pairs drawn so that all distances between the smallest and the greatest come equally often.',
  options: {
    numBins: z.int().min(1).default(100).describe('Into how many bins the distances of each kind are sorted.'),
    posPerBin: z
      .int()
      .min(1)
      .default(10)
      .describe('How many positive pairs are drawn from each bin, with replacement.'),
    negPerBin: z
      .int()
      .min(1)
      .default(10)
      .describe('How many negative pairs are drawn from each bin, with replacement.'),
    distance: distanceOption('euclidean'),
  },
  choose({ d, positive, negative }, { numBins, posPerBin, negPerBin }) {
    return {
      kind: 'pairs',
      positive: uniformly(d, positive, numBins, posPerBin),
      negative: uniformly(d, negative, numBins, negPerBin),
    };
  },
});

/** Options of `miners.uniformHistogramMiner`. */
export type UniformHistogramMinerOptions = OptionsOf<typeof uniformHistogramMiner>;

/** How often each pair [B, R] is drawn. */
function uniformly(d: Tensor, mask: Tensor, bins: number, perBin: number): Tensor {
  const [b, r] = d.shape as [number, number];
  const { values, indices } = sort(reshape(where(mask, d, FAR), [1, b * r]));
  const [low, high] = [min(where(mask, d, FAR)), max(where(mask, d, -FAR))];
  const inner = constant(
    Array.from({ length: bins - 1 }, (_, i) => (i + 1) / bins),
    { shape: [1, bins - 1] },
  );
  const edges = add(low, mul(inner, sub(high, low))); // [1, bins − 1]
  const all = expandDims(sum(cast(mask, 'float32'), undefined, true), 0);
  const below = concat([constant([0], { shape: [1, 1] }), countWithin(values, edges), reshape(all, [1, 1])], 1);
  const starts = reshape(slice(below, { ends: [1, bins] }), [bins, 1]);
  const counts = sub(reshape(slice(below, { starts: [0, 1] }), [bins, 1]), starts);
  const place = add(starts, floor(mul(randomUniform([bins, perBin]), counts))); // [bins, perBin]
  const cell = gather(reshape(indices, [b * r]), cast(clip(place, 0, b * r - 1), 'int64'));
  const drawn = broadcastTo(cast(greater(counts, 0), 'float32'), [bins, perBin]);
  const times = scatterAdd(full([b * r], 0), reshape(cell, [-1]), reshape(drawn, [-1]), 0);
  return reshape(times, [b, r]);
}
