import { abs, neg, squeeze, sub } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import * as nn from '../nn/index.ts';
import { type Method, plainEncoder } from './method.ts';
import { halves, pairBatches, sameClass, sameOrDifferent } from './pairs.ts';

/** At first every component counts alike against "same", so that none has to change sides: a plain L1 distance. */
const plainDistance: nn.Initializer = (shape, random) => nn.fill(-1 / Math.sqrt(shape[1]!))(shape, random);

/** The logit of "same" of two embeddings: a linear layer over |x − y|. */
function logit(x: Tensor, y: Tensor, scope: nn.Scope): Tensor {
  return squeeze(nn.linear({ out: 1, initializer: plainDistance })(abs(sub(x, y)), scope.child('head')), 1); // [N]
}

/**
 * The siamese network of Koch, Zemel & Salakhutdinov (2015): |f(x) − f(y)| → linear → same or different. What its head
 * has learned, a weighted L1 distance, is what it tells pairs by. `batchSize` pairs a step, default 128.
 */
export function siameseBce({ batchSize = 128 }: { batchSize?: number } = {}): Method {
  return {
    name: 'siamese-bce',
    options: { batchSize },
    batches: () => pairBatches(batchSize),
    encoder: plainEncoder,
    scorer: { of: 'embeddings', distance: (a, b, _, scope) => neg(logit(a, b, scope)) },
    objective({ samples, labels }, architecture, scope) {
      const embeddings = plainEncoder(architecture)(samples, scope);
      const [x, y] = halves(embeddings);
      return { ...sameOrDifferent(logit(x, y, scope), sameClass(labels)), embeddings };
    },
  };
}
