import { pairContrastiveLoss } from '../losses/pair-contrastive-loss.ts';
import type { OptionsOf } from '../thing.ts';
import { defineMethod, plainEncoder } from './method.ts';
import { halves, pairBatches, sameClass } from './pairs.ts';
import { batchSize, margin } from './shared-options.ts';

/** A siamese network with the contrastive loss. */
export const siamese = defineMethod({
  name: 'siamese',
  summary: 'The contrastive loss on random pairs, half of them of one class.',
  equation: 'mean( ½ · (same · d² + (1 − same) · max(0, margin − d)²) )',
  paper: 'Hadsell, Chopra & LeCun 2006',
  options: {
    batchSize: batchSize('Pairs', 128),
    margin: margin(1, 'How far apart a pair of two classes is pushed, in Euclidean distance.'),
  },
  make: ({ batchSize, margin }) => ({
    batches: () => pairBatches(batchSize),
    encoder: plainEncoder,
    objective({ samples, labels }, architecture, scope) {
      const embeddings = plainEncoder(architecture)(samples, scope);
      const loss = pairContrastiveLoss({ margin })(...halves(embeddings), sameClass(labels));
      return { loss, embeddings };
    },
  }),
});

/** Options of `methods.siamese`. */
export type SiameseOptions = OptionsOf<typeof siamese>;
