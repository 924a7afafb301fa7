import { NearfarError } from '../errors.ts';
import { toNumbers } from '../given-array.ts';
import { foldsOf, meanOver, namesOf } from './folds.ts';
import { checkedPairs, type Pairs } from './roc-curve.ts';
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
 * The accuracy alone of `verificationByFolds`, for lists that bring their folds: a fold may have pairs of one kind only. Each
 * fold's pairs are decided by the threshold that is best on the pairs of all other folds (Huang et al. 2007). `folds` [n] has the
 * fold of each pair.
 *
 * @throws NearfarError unless there are two folds or more, and pairs of both kinds outside each
 */
export function foldAccuracy({ folds, ...given }: Pairs & { readonly folds: ArrayLike<number> }): FoldAccuracy {
  const who = 'evaluation.foldAccuracy';
  const pairs = checkedPairs(who, given);
  const count = pairs.same.length;
  const foldOf = toNumbers(folds, { who, what: 'folds', each: 'pair', count });
  const names = namesOf(foldOf);
  if (names.length < 2) throw new NearfarError({ who, expected: 'two folds or more', got: String(names.length) });
  const judged = foldsOf(pairs, foldOf, names).map(({ own, others }) =>
    accuracyAt(verification(others).threshold, own),
  );
  const { mean: accuracy, standardError } = meanOver(judged);
  return { folds: names.length, accuracy, standardError };
}
