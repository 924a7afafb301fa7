import { lpDistance } from '../distances/index.ts';
import type { EmbeddingLossOptions } from './embedding-loss.ts';
import type { Loss } from './loss.ts';
import { ncaLoss } from './nca-loss.ts';

export interface SoftNearestNeighborLossOptions extends EmbeddingLossOptions {
  /** What squared distances are divided by, above 0: the smaller, the more only the nearest count. Default 1. */
  temperature?: number;
}

/**
 * The soft nearest neighbour loss (Frosst, Papernot & Hinton 2019), d the distance, for each anchor:
 *
 *     −ln( Σₚ e^(−d_ap / T) / Σ_j e^(−d_aj / T) ),  j over all others
 *
 * Default distance: squared Euclidean on embeddings as they come. Default reducer: the mean over anchors with a positive.
 */
export function softNearestNeighborLoss(options: SoftNearestNeighborLossOptions = {}): Loss {
  const { temperature = 1, distance = lpDistance({ power: 2, normalize: false }), ...common } = options;
  const loss = ncaLoss({ softmaxScale: 1 / temperature, distance, ...common });
  const { softmaxScale: _, ...named } = loss.options;
  return { ...loss, name: 'soft-nearest-neighbor', options: { temperature, ...named } };
}
