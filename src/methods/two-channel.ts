import { concat, neg, squeeze } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Scope } from '../nn/index.ts';
import type { Architecture, Method } from './method.ts';
import { halves, pairBatches, sameClass, sameOrDifferent } from './pairs.ts';

/** The logit of "same" of two samples, stacked as channels of one network of width 1. */
function logit(x: Tensor, y: Tensor, { net }: Architecture, scope: Scope): Tensor {
  return squeeze(net(1)(concat([x, y], 1), scope.child('pair')), 1); // [N]
}

/**
 * The convolutional baseline: both images are the channels of one network that says same or different (the 2-channel
 * network of Zagoruyko & Komodakis 2015). It has no embedding, so every comparison costs a whole pass.
 * `batchSize` pairs a step, default 128.
 */
export function twoChannel({ batchSize = 128 }: { batchSize?: number } = {}): Method {
  return {
    name: 'two-channel',
    options: { batchSize },
    batches: () => pairBatches(batchSize),
    scorer: { of: 'samples', distance: (a, b, architecture, scope) => neg(logit(a, b, architecture, scope)) },
    objective({ samples, labels }, architecture, scope) {
      const [x, y] = halves(samples);
      return sameOrDifferent(logit(x, y, architecture, scope), sameClass(labels));
    },
  };
}
