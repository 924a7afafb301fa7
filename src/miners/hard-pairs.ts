import { type Distance, lpDistance } from '../distances/index.ts';
import {
  cast,
  constant,
  gather,
  greater,
  lessOrEqual,
  minimum,
  mul,
  reshape,
  sort,
  stopGradient,
  sub,
  sum,
  where,
} from '../graph/ops/index.ts';
import { pairMasks } from './masks.ts';
import type { Miner } from './miner.ts';

/** Farther than any distance. */
const FAR = 3e38;

/** All positive pairs, and as many of the nearest negative pairs (the hardest) of the whole batch. */
export function hardPairs({
  distance = lpDistance({ power: 2, normalize: false }),
}: {
  distance?: Distance;
} = {}): Miner {
  return {
    name: 'hard-pairs',
    options: { distance: distance.name },
    distance,
    mine(input) {
      const { positive, negative } = pairMasks(input);
      const embeddings = stopGradient(input.embeddings);
      const others = input.reference ? stopGradient(input.reference.embeddings) : embeddings;
      const sign = distance.inverted ? -1 : 1;
      const distances = where(negative, mul(distance.matrix(embeddings, others), sign), FAR); // [B, R]
      const chosen = cast(positive, 'float32');
      const wanted = minimum(sum(chosen), sum(cast(negative, 'float32')));
      const ascending = sort(reshape(distances, [-1])).values;
      const last = cast(where(greater(wanted, 0), sub(wanted, 1), 0), 'int64');
      const limit = where(greater(wanted, 0), gather(ascending, last), constant(-FAR));
      return { kind: 'pairs', positive: chosen, negative: cast(lessOrEqual(distances, limit), 'float32') };
    },
  };
}
