import { concat, neg, squeeze } from '../graph/ops/index.ts';
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
  notes: 'Every comparison costs a whole pass of the network.',
  paper: 'The 2-channel network of Zagoruyko & Komodakis 2015',
  options: { batchSize: batchSize('Pairs', 128) },
  make: ({ batchSize }) => ({
    batches: () => pairBatches(batchSize),
    scorer: { of: 'samples', distance: (a, b, architecture, scope) => neg(logit(a, b, architecture, scope)) },
    objective({ samples, labels }, architecture, scope) {
      const [x, y] = halves(samples);
      return sameOrDifferent(logit(x, y, architecture, scope), sameClass(labels));
    },
  }),
});

/** Options of `methods.twoChannel`. */
export type TwoChannelOptions = OptionsOf<typeof twoChannel>;
