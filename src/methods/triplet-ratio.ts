import { tripletRatioLoss } from '../losses/triplet-ratio-loss.ts';
import { type Method, plainEncoder } from './method.ts';
import { thirds, tripletBatches } from './triplets.ts';

/** The triplet network of Hoffer & Ailon (2015): a softmax over the two distances of a random triplet, squared error. */
export function tripletRatio({ batchSize = 128 }: { batchSize?: number } = {}): Method {
  return {
    name: 'triplet-ratio',
    options: { batchSize },
    batches: () => tripletBatches(batchSize),
    encoder: plainEncoder,
    objective({ samples }, architecture, scope) {
      const embeddings = plainEncoder(architecture)(samples, scope);
      return { loss: tripletRatioLoss()(...thirds(embeddings)), embeddings };
    },
  };
}
