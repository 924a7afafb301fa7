import { deviation, mean } from 'd3-array';
import { NearfarError, UsageError } from '../errors.ts';
import { type Pairs, requireAnswers, rocCurve } from './roc-curve.ts';
import { POINTS, thresholdAt } from './roc-points.ts';
import { decisionsAt, FAR_RATES } from './verification.ts';

/** What `verificationByFolds` takes. */
export interface FoldsOptions extends Pairs {
  /** How many folds, at least 2, each with its share of both kinds of pairs; or the fold of each pair, by any numbers. Default 10. */
  readonly folds?: number | ArrayLike<number>;
}

/** A mean over folds. */
export interface FoldMean {
  /** Over the folds. */
  readonly mean: number;
  /** The deviation between folds, divided by the root of their number. */
  readonly standardError: number;
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
 * Verification by folds (Huang, Ramesh, Berg & Learned-Miller 2007, LFW's view 2): the pairs of each fold are decided by the
 * thresholds that are best on the others, so that no threshold is judged on the pairs that it was found on. A false acceptance
 * rate that the other folds have too few pairs of two classes to measure is left out.
 *
 * @throws NearfarError unless there is an answer for each distance, and both kinds of pairs in each fold; UsageError unless there
 *   are 2 folds
 */
export function verificationByFolds({ folds = 10, ...pairs }: FoldsOptions): FoldsMetrics {
  const who = 'evaluation.verificationByFolds';
  requireAnswers(who, pairs);
  const foldOf = typeof folds === 'number' ? dealt(who, pairs, folds) : given(who, pairs, folds);
  const names = typeof folds === 'number' ? [...Array(folds).keys()] : [...new Set(foldOf)];
  if (names.length < 2) throw new UsageError({ who, expected: 'at least 2 folds', got: String(names.length) });
  const judged = names.map(name => {
    const part = (isIn: boolean) => {
      const places = foldOf.map((fold, i) => ((fold === name) === isIn ? i : -1)).filter(i => i >= 0);
      return { distances: places.map(i => pairs.distances[i]!), same: places.map(i => Boolean(pairs.same[i])) };
    };
    return judge(part(false), requireBoth(who, name, part(true)));
  });
  const over = (values: readonly number[]): FoldMean => ({
    mean: mean(values)!,
    standardError: deviation(values)! / Math.sqrt(values.length),
  });
  const rates = FAR_RATES.filter(rate => judged.every(({ at }) => at[rate]));
  return {
    folds: names.length,
    accuracy: over(judged.map(({ accuracy }) => accuracy)),
    tarAtFar: Object.fromEntries(
      rates.map(rate => {
        const at = judged.map(each => each.at[rate]!);
        return [String(rate), { ...over(at.map(({ tar }) => tar)), far: mean(at, ({ far }) => far)! }];
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

function given(who: string, { distances }: Pairs, folds: ArrayLike<number>): number[] {
  if (folds.length === distances.length) return Array.from(folds);
  const expected = `${distances.length} folds, one for each distance`;
  throw new NearfarError({ who, expected, got: String(folds.length) });
}

function requireBoth<P extends { readonly same: readonly boolean[] }>(who: string, fold: number, pairs: P): P {
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
