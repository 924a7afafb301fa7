import { farther, lpDistance } from '../distances/index.ts';
import { add, relu } from '../graph/ops/index.ts';
import { meanReducer } from '../reducers/index.ts';
import { embeddingLoss } from './embedding-loss.ts';
import type { LiftedStructureLossOptions } from './lifted-structure-loss.ts';
import type { Loss } from './loss.ts';
import { logSumExpWhere } from './masked.ts';

/**
 * The generalised lifted structured loss (Hermans, Beyer & Leibe 2017), d the distance, for each anchor:
 *
 *     max(0, ln Σₚ e^(d_ap − posMargin) + ln Σₙ e^(negMargin − d_an))
 *
 * A sum over nothing counts as 1. Default distance: Euclidean on normalised embeddings. Default reducer: the mean over the batch.
 */
export function generalizedLiftedStructureLoss(options: LiftedStructureLossOptions = {}): Loss {
  const { negMargin = 1, posMargin = 0, ...common } = options;
  return embeddingLoss({
    name: 'generalized-lifted-structure',
    options: { negMargin, posMargin },
    common,
    defaults: { distance: lpDistance, reducer: meanReducer },
    compute({ d, distance, positive, negative, reduce }) {
      const pos = logSumExpWhere(farther(distance, d, posMargin), positive, { empty: 0 }); // [B]
      const neg = logSumExpWhere(farther(distance, negMargin, d), negative, { empty: 0 });
      return reduce(relu(add(pos, neg)));
    },
  });
}
