import { singles } from '../data/samplers/singles.ts';
import { argMax, cast, crossEntropy, equal, mean } from '../graph/ops/index.ts';
import * as nn from '../nn/index.ts';
import { laidOut, type Method, plainEncoder } from './method.ts';

/**
 * The baseline: softmax cross-entropy over the training classes behind the embedding (embedding → PReLU → linear).
 * `batchSize` samples a step, default 256.
 */
export function classification({ batchSize = 256 }: { batchSize?: number } = {}): Method {
  return {
    name: 'classification',
    options: { batchSize },
    learnsClasses: true,
    batches: () => laidOut(singles({ batchSize }), batchSize, ({ indices }) => [indices]),
    encoder: plainEncoder,
    objective({ samples, labels, classes }, architecture, scope) {
      const embeddings = plainEncoder(architecture)(samples, scope);
      const logits = nn.sequential(nn.prelu(), nn.linear({ out: classes }))(embeddings, scope.child('head')); // [N, classes]
      const accuracy = mean(cast(equal(argMax(logits), cast(labels, 'int64')), 'float32'));
      return { loss: crossEntropy(logits, labels), embeddings, metrics: { accuracy } };
    },
  };
}
