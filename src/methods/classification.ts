import { singles } from '../data/samplers/singles.ts';
import { argMax, cast, crossEntropy, equal, mean } from '../graph/ops/index.ts';
import * as nn from '../nn/index.ts';
import type { OptionsOf } from '../thing.ts';
import { defineMethod, laidOut, plainEncoder } from './method.ts';
import { batchSize } from './shared-options.ts';

/** The baseline, a classifier. */
export const classification = defineMethod({
  name: 'classification',
  summary: 'Softmax cross-entropy over the training classes behind the embedding, the baseline.',
  equation: 'embedding → PReLU → linear → softmax cross-entropy',
  options: { batchSize: batchSize('Samples', 256) },
  make: ({ batchSize }) => ({
    learnsClasses: true,
    batches: () => laidOut(singles({ batchSize }), batchSize, ({ indices }) => [indices]),
    encoder: plainEncoder,
    objective({ samples, labels, classes }, architecture, scope) {
      const embeddings = plainEncoder(architecture)(samples, scope);
      const logits = nn.sequential(nn.prelu(), nn.linear({ out: classes }))(embeddings, scope.child('head')); // [N, classes]
      const accuracy = mean(cast(equal(argMax(logits), cast(labels, 'int64')), 'float32'));
      return { loss: crossEntropy(logits, labels), embeddings, metrics: { accuracy } };
    },
  }),
});

/** Options of `methods.classification`. */
export type ClassificationOptions = OptionsOf<typeof classification>;
