import { type Distance, lpDistance } from '../distances/index.ts';
import { and, cast, range } from '../graph/ops/index.ts';
import type { Miner } from './miner.ts';
import { pairwiseMiner } from './pairwise-miner.ts';
import { farthest, nearest } from './picks.ts';

/** For each anchor its farthest positive and its nearest negative (Hermans, Beyer & Leibe 2017). Default distance: Euclidean on normalised embeddings. */
export const batchHardMiner = ({ distance = lpDistance() }: { distance?: Distance } = {}): Miner =>
  pairwiseMiner('batch-hard', distance, {}, ({ d, positive, negative }) => {
    const [p, n] = [farthest(d, positive), nearest(d, negative)];
    return {
      kind: 'triplets',
      anchor: range(d.shape[0]!),
      positive: p.column,
      negative: n.column,
      weight: cast(and(p.exists, n.exists), 'float32'),
    };
  });
