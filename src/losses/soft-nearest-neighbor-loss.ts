import type { OptionsOf } from '../thing.ts';
import { defineEmbeddingLoss } from './embedding-loss.ts';
import { neighbours } from './nca-loss.ts';
import { pairOptions, temperature } from './shared-options.ts';

/** The soft nearest neighbour loss. */
export const softNearestNeighborLoss = defineEmbeddingLoss({
  name: 'soft-nearest-neighbor',
  summary: 'The soft nearest neighbour loss: neighbourhood components analysis with a temperature.',
  equation: '−ln( Σₚ e^(−d_ap / T) / Σ_j e^(−d_aj / T) )',
  notes:
    'For each anchor that has a positive, with d the distance and j over all others. The smaller the temperature T, the more only the nearest count.',
  paper: 'Frosst, Papernot & Hinton 2019',
  options: {
    temperature: temperature(1).describe('What distances are divided by.'),
    ...pairOptions('squared-euclidean(normalize=false)', 'mean'),
  },
  compute: (batch, { temperature }) => neighbours(batch, 1 / temperature),
});

/** Options of `losses.softNearestNeighborLoss`. */
export type SoftNearestNeighborLossOptions = OptionsOf<typeof softNearestNeighborLoss>;
