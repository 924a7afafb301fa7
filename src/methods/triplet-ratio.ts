import { randomTriplets } from '../data/samplers/random-triplets.ts';
import { split } from '../graph/ops/index.ts';
import { tripletRatioLoss } from '../losses/triplet-ratio-loss.ts';
import { laidOut, type Method, plainEncoder } from './method.ts';

/** The triplet network of Hoffer & Ailon (2015): a softmax over the two distances of a random triplet, squared error. */
export function tripletRatio({ batchSize = 128 }: { batchSize?: number } = {}): Method {
  return {
    name: 'triplet-ratio',
    options: { batchSize },
    batches: () =>
      laidOut(randomTriplets({ batchSize }), 3 * batchSize, ({ anchors, positives, negatives }) => [
        anchors,
        positives,
        negatives,
      ]),
    encoder: plainEncoder,
    objective({ samples }, architecture, scope) {
      const embeddings = plainEncoder(architecture)(samples, scope);
      const [a, p, n] = split(embeddings, [batchSize, batchSize, batchSize]);
      return { loss: tripletRatioLoss()(a!, p!, n!), embeddings };
    },
  };
}
