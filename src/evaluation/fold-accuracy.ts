import { deviation, mean } from 'd3-array';
import { NearfarError } from '../errors.ts';
import type { Pairs } from './roc-curve.ts';
import { accuracyAt, verification } from './verification.ts';

/** How well pairs are decided fold by fold. */
export interface FoldAccuracy {
  /** The number of folds. */
  readonly folds: number;
  /** The part of a fold's pairs that are decided rightly, 0 to 1, averaged over the folds. Higher is better. */
  readonly accuracy: number;
  /** The standard error of that mean. */
  readonly standardError: number;
}

/**
 * Cross-validated verification, as Labeled Faces in the Wild is reported (Huang et al. 2007): each fold's pairs are decided by the
 * threshold that is best on the pairs of all other folds. `folds` [n] has the fold of each pair.
 *
 * @throws NearfarError unless there are two folds or more, and pairs of both kinds outside each
 */
export function foldAccuracy({ distances, same, folds }: Pairs & { readonly folds: ArrayLike<number> }): FoldAccuracy {
  const who = 'evaluation.foldAccuracy';
  if (folds.length !== distances.length) {
    throw new NearfarError({ who, expected: `${distances.length} folds, one a pair`, got: String(folds.length) });
  }
  const numbers = [...new Set(Array.from(folds))];
  if (numbers.length < 2) throw new NearfarError({ who, expected: 'two folds or more', got: String(numbers.length) });
  const some = (isWanted: (fold: number) => boolean): Pairs => {
    const chosen = Array.from(folds).flatMap((fold, i) => (isWanted(fold) ? [i] : []));
    return { distances: chosen.map(i => distances[i]!), same: chosen.map(i => Boolean(same[i])) };
  };
  const accuracies = numbers.map(fold =>
    accuracyAt(
      verification(some(other => other !== fold)).threshold,
      some(other => other === fold),
    ),
  );
  const standardError = deviation(accuracies)! / Math.sqrt(numbers.length);
  return { folds: numbers.length, accuracy: mean(accuracies)!, standardError };
}
