import { add, concat, mul, squeeze } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Scope } from '../nn/index.ts';
import type { OptionsOf } from '../thing.ts';
import { type Architecture, defineMethod } from './method.ts';
import { halves, pairBatches, sameClass, sameOrDifferent } from './pairs.ts';
import { batchSize } from './shared-options.ts';

/** The logit of "same" of two samples, stacked as channels of one network of width 1. */
function logit(x: Tensor, y: Tensor, { net }: Architecture, scope: Scope): Tensor {
  return squeeze(net(1)(concat([x, y], 1), scope.child('pair')), 1); // [N]
}

/** The convolutional baseline, without an embedding. */
export const twoChannel = defineMethod({
  name: 'two-channel',
  summary: 'Both images are the channels of one network that says same or different; no embedding.',
  notes:
    'The network sees a pair in one order, which training draws at random; the score after training is the mean of both orders, so that it is the same for (a, b) and (b, a). Every comparison costs two whole passes of the network.',
  paper: 'The 2-channel network of Zagoruyko & Komodakis 2015',
  differs: 'The paper scores a pair in one order.',
  options: { batchSize: batchSize('Pairs', 128) },
  make: ({ batchSize }) => ({
    batches: () => pairBatches(batchSize),
    scorer: {
      of: 'samples',
      distance: (a, b, architecture, scope) =>
        mul(add(logit(a, b, architecture, scope), logit(b, a, architecture, scope)), -0.5),
    },
    objective({ samples, labels }, architecture, scope) {
      const [x, y] = halves(samples);
      return sameOrDifferent(logit(x, y, architecture, scope), sameClass(labels));
    },
  }),
});

/** Options of `methods.twoChannel`. */
export type TwoChannelOptions = OptionsOf<typeof twoChannel>;
