import { NearfarError, UsageError } from '../errors.ts';
import { described, toList, toNumbers } from '../given-array.ts';

/** Pairs with the truth about them. */
export interface Pairs {
  /** How far apart each pair is; a similarity goes in with its sign turned round. */
  readonly distances: ArrayLike<number>;
  /** Whether it is of one class; 1 and 0 do too. */
  readonly same: ArrayLike<boolean | number>;
}

/** The operating points of a threshold that grows: what is accepted, wrongly and rightly. */
export interface RocCurve {
  /** False acceptance rate, ascending from 0 to 1. */
  readonly far: readonly number[];
  /** True acceptance rate. */
  readonly tar: readonly number[];
  /** Pairs up to this distance are accepted; −∞ at first. */
  readonly thresholds: readonly number[];
}

/** Pairs that were found to be good. */
export interface CheckedPairs extends Pairs {
  readonly same: readonly boolean[];
}

/** @throws NearfarError, from `who`, unless distances are numbers and there is an answer, true or false (1 or 0), for each */
export function checkedPairs(who: string, { distances: given, same }: Pairs): CheckedPairs {
  const count = toList(given, { who, what: 'distances', each: 'pair' }).length;
  const answers = toList(same, { who, what: 'answers', each: 'distance', count });
  return {
    distances: toNumbers(given, { who, what: 'distances', each: 'pair' }),
    same: Array.from(answers as ArrayLike<unknown>, (answer, pair) => {
      const number = Number(answer);
      if (['boolean', 'number', 'bigint'].includes(typeof answer) && (number === 0 || number === 1))
        return number === 1;
      const got = `${described(answer)} for pair ${pair}`;
      throw new NearfarError({ who, expected: 'answers that are true or false, or 1 and 0', got });
    }),
  };
}

/** @throws UsageError, from `who`, for a threshold that is no number */
export function requireThreshold(who: string, threshold: number): void {
  if (typeof threshold === 'number' && !Number.isNaN(threshold)) return;
  throw new UsageError({ who, expected: 'a threshold that is a number', got: described(threshold) });
}

/**
 * ROC of deciding by their distance whether pairs are of one class.
 *
 * @throws NearfarError unless there are pairs of both kinds, an answer for each distance, and no distance is NaN
 */
export const rocCurve = (pairs: Pairs): RocCurve => curveOf(checkedPairs(WHO, pairs));

const WHO = 'evaluation.verification';

/** The same of pairs that were found to be good. @throws NearfarError unless there are pairs of both kinds */
export function curveOf(pairs: CheckedPairs): RocCurve {
  const n = pairs.same.length;
  const positives = pairs.same.filter(Boolean).length;
  if (positives > 0 && positives < n) return weightedCurve(pairs, byDistance(pairs.distances));
  throw new NearfarError({
    who: WHO,
    expected: 'pairs of one class and pairs of two',
    got: `${positives} of one and ${n - positives} of two`,
  });
}

/** The places of pairs, the nearest first. */
export const byDistance = (distances: ArrayLike<number>): readonly number[] =>
  Array.from({ length: distances.length }, (_, i) => i).sort((a, b) => distances[a]! - distances[b]!);

/** The curve of pairs that count so often each; `order` has their places, the nearest first. */
export function weightedCurve(
  { distances, same }: Pairs,
  order: readonly number[],
  weightOf: (pair: number) => number = () => 1,
): RocCurve {
  const total = { far: 0, tar: 0 };
  for (const pair of order) total[same[pair] ? 'tar' : 'far'] += weightOf(pair);
  const curve = { far: [0], tar: [0], thresholds: [Number.NEGATIVE_INFINITY] };
  const accepted = { far: 0, tar: 0 };
  order.forEach((pair, i) => {
    accepted[same[pair] ? 'tar' : 'far'] += weightOf(pair);
    if (distances[pair] === distances[order[i + 1]!]) return; // equal distances are one point
    curve.far.push(accepted.far / total.far);
    curve.tar.push(accepted.tar / total.tar);
    curve.thresholds.push(distances[pair]!);
  });
  return curve;
}
