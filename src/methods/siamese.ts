import { pairContrastiveLoss } from '../losses/pair-contrastive-loss.ts';
import { type Method, plainEncoder } from './method.ts';
import { halves, pairBatches, sameClass } from './pairs.ts';

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
    batches: () => pairBatches(batchSize),
    encoder: plainEncoder,
    objective({ samples, labels }, architecture, scope) {
      const embeddings = plainEncoder(architecture)(samples, scope);
      const loss = pairContrastiveLoss({ margin })(...halves(embeddings), sameClass(labels));
      return { loss, embeddings };
    },
  };
}
