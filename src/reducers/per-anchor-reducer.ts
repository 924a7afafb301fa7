import { cast, full, greater, scatterAdd, sum } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { thingOr } from '../options.ts';
import type { OptionsOf } from '../thing.ts';
import { meanReducer } from './mean-reducer.ts';
import { type About, defineReducer, type Reducer, reduce, safeDivide } from './reducer.ts';

/** Reduces the mean of each anchor. */
export const perAnchorReducer = defineReducer({
  name: 'per-anchor',
  summary: 'The mean of the elements of each anchor, and of these means what another reducer makes of them.',
  notes: 'Every anchor of the batch counts.',
  options: {
    reducer: thingOr<Reducer>({ kind: 'reducer' }, 'mean', () => meanReducer()).describe(
      'What makes one number of the means.',
    ),
  },
  make: ({ reducer }) => ({
    counts: 'every',
    terms: (losses, weights) => meanReducer().terms(losses, weights),
    combine({ total, count }, about) {
      const losses = safeDivide(byAnchor(total, about), byAnchor(count, about)); // [B]
      const { anchors: _, ...rest } = about;
      const isAnchor = count.shape.length === 1 && !about.anchors ? count : everyAnchor(losses);
      return reduce(reducer, losses, isAnchor, rest);
    },
  }),
});

/** Options of `reducers.perAnchorReducer`. */
export type PerAnchorReducerOptions = OptionsOf<typeof perAnchorReducer>;

const everyAnchor = (losses: Tensor): Tensor => cast(greater(full(losses.shape, 1), 0), 'float32');

/** The sum of the elements of each anchor: [B]. */
function byAnchor(elements: Tensor, { anchors, labels }: About): Tensor {
  if (anchors && labels) return scatterAdd(full(labels.shape.slice(0, 1), 0), anchors, elements, 0);
  return elements.shape.length === 2 ? sum(elements, 1) : elements;
}
