import { randomPairs } from '../data/samplers/random-pairs.ts';
import { cast, equal, split } from '../graph/ops/index.ts';
import { pairContrastiveLoss } from '../losses/pair-contrastive-loss.ts';
import { laidOut, type Method } from './method.ts';

export interface SiameseOptions {
  /** Pairs a step; default 128. */
  batchSize?: number;
  /** How far apart a pair of two classes is pushed; default 1. */
  margin?: number;
}

/**
 * A siamese network with the contrastive loss (Hadsell, Chopra & LeCun 2006): random pairs, half of them of one class,
 * pulled together if alike and else pushed apart up to the margin.
 */
export function siamese({ batchSize = 128, margin = 1 }: SiameseOptions = {}): Method {
  return {
    name: 'siamese',
    options: { batchSize, margin },
    batches: laidOut(randomPairs({ batchSize }), 2 * batchSize, ({ left, right }) => [left, right]),
    objective({ samples, labels }, encoder, scope) {
      const embeddings = encoder(samples, scope.child('encoder'));
      const [x, y] = split(embeddings, [batchSize, batchSize]);
      const [a, b] = split(labels, [batchSize, batchSize]);
      const same = cast(equal(a!, b!), 'float32');
      return { loss: pairContrastiveLoss({ margin })(x!, y!, same), embeddings };
    },
  };
}
