import { cast, full, greater, scatterAdd, sum } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { meanReducer } from './mean-reducer.ts';
import { type About, quotient, type Reducer, reduce } from './reducer.ts';

/** The mean of each anchor's elements; over these goes another reducer (default the mean), all anchors of the batch counting. */
export function perAnchorReducer({ reducer = meanReducer() }: { reducer?: Reducer } = {}): Reducer {
  return {
    name: 'per-anchor',
    options: { reducer: reducer.name },
    counts: 'every',
    terms: (losses, weights) => meanReducer().terms(losses, weights),
    combine({ total, count }, about) {
      const losses = quotient(byAnchor(total, about), byAnchor(count, about)); // [B]
      const { anchors: _, ...rest } = about;
      const isAnchor = count.shape.length === 1 && !about.anchors ? count : everyAnchor(losses);
      return reduce(reducer, losses, isAnchor, rest);
    },
  };
}

const everyAnchor = (losses: Tensor): Tensor => cast(greater(full(losses.shape, 1), 0), 'float32');

/** Sums of each anchor's elements: [B]. */
function byAnchor(elements: Tensor, { anchors, labels }: About): Tensor {
  if (anchors && labels) return scatterAdd(full(labels.shape.slice(0, 1), 0), anchors, elements, 0);
  return elements.shape.length === 2 ? sum(elements, 1) : elements;
}
