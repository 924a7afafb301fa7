import { NearfarError } from '../errors.ts';

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

/** @throws NearfarError unless there is an answer for each distance */
export function requireAnswers(who: string, { distances, same }: Pairs): void {
  if (same.length === distances.length) return;
  throw new NearfarError({
    who,
    expected: `${distances.length} answers, one for each distance`,
    got: `${same.length}`,
  });
}

/**
 * ROC of deciding by their distance whether pairs are of one class.
 *
 * @throws NearfarError unless there are pairs of both kinds, an answer for each distance, and no distance is NaN
 */
export function rocCurve({ distances, same }: Pairs): RocCurve {
  const who = 'evaluation.verification';
  const n = distances.length;
  const positives = Array.from(same).filter(Boolean).length;
  requireAnswers(who, { distances, same });
  if (positives === 0 || positives === n) {
    throw new NearfarError({
      who,
      expected: 'pairs of one class and pairs of two',
      got: `${positives} of one and ${n - positives} of two`,
    });
  }
  const stray = Array.from(distances).findIndex(Number.isNaN);
  if (stray >= 0) throw new NearfarError({ who, expected: 'distances that are numbers', got: `NaN for pair ${stray}` });
  return weightedCurve({ distances, same }, byDistance(distances));
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
