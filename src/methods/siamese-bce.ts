import { abs, neg, squeeze, sub } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import * as nn from '../nn/index.ts';
import type { OptionsOf } from '../thing.ts';
import { type Architecture, defineMethod } from './method.ts';
import { halves, pairBatches, sameClass, sameOrDifferent } from './pairs.ts';
import { batchSize } from './shared-options.ts';

/** The weights before training: all equal and negative, so that the logit is the negated L1 distance. */
const plainDistance: nn.Initializer = (shape, random) => nn.fill(-1 / Math.sqrt(shape[1]!))(shape, random);

/** The logit of "same" of two embeddings: a linear layer over |x − y|. */
function logit(x: Tensor, y: Tensor, scope: nn.Scope): Tensor {
  return squeeze(nn.linear({ out: 1, initializer: plainDistance })(abs(sub(x, y)), scope.child('head')), 1); // [N]
}

/** The encoder: the network's units where it ends in such, else its embeddings. */
const encoder =
  ({ dim, net, units = net }: Architecture): nn.Module =>
  (x, scope) =>
    units(dim)(x, scope.child('encoder'));

/** The siamese network with a linear layer over differences. */
export const siameseBce = defineMethod({
  name: 'siamese-bce',
  summary: 'A linear layer over |f(x) − f(y)| says same or different.',
  notes:
    'The head learns a weighted L1 distance, which is also the distance of pairs after training. With the network `koch` the embeddings are its sigmoid units.',
  paper: 'Koch, Zemel & Salakhutdinov 2015',
  options: { batchSize: batchSize('Pairs', 128) },
  make: ({ batchSize }) => ({
    batches: () => pairBatches(batchSize),
    encoder,
    scorer: { of: 'embeddings', distance: (a, b, _, scope) => neg(logit(a, b, scope)) },
    objective({ samples, labels }, architecture, scope) {
      const embeddings = encoder(architecture)(samples, scope);
      const [x, y] = halves(embeddings);
      return { ...sameOrDifferent(logit(x, y, scope), sameClass(labels)), embeddings };
    },
  }),
});

/** Options of `methods.siameseBce`. */
export type SiameseBceOptions = OptionsOf<typeof siameseBce>;
