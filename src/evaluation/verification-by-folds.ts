import { mean } from 'd3-array';
import { NearfarError, UsageError } from '../errors.ts';
import { toNumbers } from '../given-array.ts';
import { type FoldMean, foldsOf, meanOver, namesOf } from './folds.ts';
import { type CheckedPairs, checkedPairs, type Pairs, rocCurve } from './roc-curve.ts';
import { POINTS, thresholdAt } from './roc-points.ts';
import { decisionsAt, FAR_RATES } from './verification.ts';

/** What `verificationByFolds` takes. */
export interface FoldsOptions extends Pairs {
  /** How many folds, at least 2, each with its share of both kinds of pairs; or the fold of each pair, by any numbers. Default 10. */
  readonly folds?: number | ArrayLike<number>;
}

/** Verification as LFW's protocol reports it; parts from 0 to 1. */
export interface FoldsMetrics {
  /** How many folds there are. */
  readonly folds: number;
  /** Pairs decided rightly. Higher is better. */
  readonly accuracy: FoldMean;
  /** By false acceptance rates: pairs of one class accepted, and `far`, the rate that came out. */
  readonly tarAtFar: Readonly<Record<string, FoldMean & { readonly far: number }>>;
}

/**
 * Verification by folds, accuracy and TAR at FAR (Huang, Ramesh, Berg & Learned-Miller 2007, LFW's view 2): the pairs of each fold are decided by the
 * thresholds that are best on the others, so that no threshold is judged on the pairs that it was found on. A false acceptance
 * rate that the other folds have too few pairs of two classes to measure is left out. `foldAccuracy` gives the accuracy alone.
 *
 * @throws NearfarError unless there is an answer for each distance, and both kinds of pairs in each fold; UsageError unless there
 *   are 2 folds
 */
export function verificationByFolds({ folds = 10, ...all }: FoldsOptions): FoldsMetrics {
  const who = 'evaluation.verificationByFolds';
  const pairs = checkedPairs(who, all);
  const foldOf = typeof folds === 'number' ? dealt(who, pairs, folds) : given(who, pairs, folds);
  const names = typeof folds === 'number' ? [...Array(folds).keys()] : namesOf(foldOf);
  if (names.length < 2) throw new UsageError({ who, expected: 'at least 2 folds', got: String(names.length) });
  const judged = foldsOf(pairs, foldOf, names).map(({ name, own, others }) =>
    judge(others, requireBoth(who, name, own)),
  );
  const rates = FAR_RATES.filter(rate => judged.every(({ at }) => at[rate]));
  return {
    folds: names.length,
    accuracy: meanOver(judged.map(({ accuracy }) => accuracy)),
    tarAtFar: Object.fromEntries(
      rates.map(rate => {
        const at = judged.map(each => each.at[rate]!);
        return [String(rate), { ...meanOver(at.map(({ tar }) => tar)), far: mean(at, ({ far }) => far)! }];
      }),
    ),
  };
}

/** The pairs of each kind, one after another, to one fold after another. */
function dealt(who: string, { same }: Pairs, folds: number): number[] {
  if (!Number.isInteger(folds)) throw new UsageError({ who, expected: 'a whole number of folds', got: String(folds) });
  const next = [0, 0];
  return Array.from(same, kind => next[Number(kind)]!++ % folds);
}

const given = (who: string, { distances }: Pairs, folds: ArrayLike<number>): ArrayLike<number> =>
  toNumbers(folds, { who, what: 'folds', each: 'distance', count: distances.length });

function requireBoth(who: string, fold: number, pairs: CheckedPairs): CheckedPairs {
  const alike = pairs.same.filter(Boolean).length;
  if (alike > 0 && alike < pairs.same.length) return pairs;
  const got = `${alike} of one and ${pairs.same.length - alike} of two in fold ${fold}`;
  throw new NearfarError({
    who,
    expected: 'pairs of one class and pairs of two in each fold',
    got,
    fix: 'Use fewer folds',
  });
}

/** How pairs are decided by what is best on others. */
function judge(others: Pairs, pairs: Pairs) {
  const curve = rocCurve(others);
  const unlike = Array.from(others.same).filter(same => !same).length;
  const share = 1 - unlike / others.same.length;
  const rates = FAR_RATES.filter(rate => unlike * rate >= 1);
  return {
    accuracy: decisionsAt(thresholdAt(curve, POINTS.accuracy.find(curve, share)), pairs).accuracy,
    at: Object.fromEntries(
      rates.map(rate => {
        const place = curve.far.findLastIndex(value => value <= rate);
        const { falseAcceptRate: far, falseRejectRate } = decisionsAt(thresholdAt(curve, place), pairs);
        return [rate, { far, tar: 1 - falseRejectRate }];
      }),
    ) as Readonly<Record<number, { readonly far: number; readonly tar: number }>>,
  };
}
