import { NearfarError } from '../errors.ts';
import { checkedPairs, curveOf, type Pairs, type RocCurve, requireThreshold } from './roc-curve.ts';
import { POINTS, thresholdAt } from './roc-points.ts';

/** How well distances separate pairs of one class from pairs of two; from 0 to 1 but for the threshold. */
export interface VerificationMetrics {
  /** The chance that a pair of one class is nearer than one of two; equal ones count half. Higher is better. */
  readonly rocAuc: number;
  /** The error where pairs are as often wrongly accepted as wrongly rejected. Lower is better. */
  readonly eer: number;
  /** At the best threshold. */
  readonly accuracy: number;
  /** Pairs at most this far apart are best told to be of one class; midway between two measured distances. */
  readonly threshold: number;
  /** For false acceptance rates: the part of the pairs of one class that is accepted. */
  readonly tarAtFar: Readonly<Record<string, number>>;
}

/** The false acceptance rates that true ones are told at. */
export const FAR_RATES: readonly number[] = [0.1, 0.01, 0.001];

/**
 * How well distances separate pairs of one class from pairs of two.
 *
 * @throws NearfarError as `rocCurve` does
 */
export function verification(pairs: Pairs): VerificationMetrics {
  const good = checkedPairs('evaluation.verification', pairs);
  const curve = curveOf(good);
  const positives = good.same.filter(Boolean).length;
  return {
    rocAuc: areaUnder(curve),
    eer: equalErrorRate(curve),
    ...bestThreshold(curve, positives / good.same.length),
    tarAtFar: Object.fromEntries(FAR_RATES.map(rate => [String(rate), tarAt(curve, rate)])),
  };
}

/** What deciding by a threshold comes to, as parts from 0 to 1. */
export interface Decisions {
  /** Of all pairs: those decided rightly. Higher is better. */
  readonly accuracy: number;
  /** Of the pairs of two classes: those taken for one class. Lower is better. */
  readonly falseAcceptRate: number;
  /** Of the pairs of one class: those taken for two. Lower is better. */
  readonly falseRejectRate: number;
}

/**
 * How pairs are decided where those at most `threshold` apart are said to be of one class.
 *
 * @throws NearfarError unless there are pairs of both kinds, an answer for each distance, and no distance is NaN; UsageError for
 *   a threshold that is no number
 */
export function decisionsAt(threshold: number, pairs: Pairs): Decisions {
  const who = 'evaluation.decisionsAt';
  requireThreshold(who, threshold);
  const good = checkedPairs(who, pairs);
  const { far, tar, thresholds } = curveOf(good);
  const place = thresholds.findLastIndex(each => each <= threshold);
  return {
    accuracy: accuracyAt(threshold, good),
    falseAcceptRate: far[place]!,
    falseRejectRate: 1 - tar[place]!,
  };
}

/**
 * The part of the pairs, from 0 to 1, that are decided rightly where those at most `threshold` apart are said to be of one
 * class.
 *
 * @throws NearfarError unless there is an answer for each distance, and one pair; UsageError for a threshold that is no number
 */
export function accuracyAt(threshold: number, pairs: Pairs): number {
  const who = 'evaluation.accuracyAt';
  requireThreshold(who, threshold);
  const { distances, same } = checkedPairs(who, pairs);
  if (same.length === 0) throw new NearfarError({ who, expected: 'at least one pair', got: 'none' });
  let right = 0;
  for (let i = 0; i < distances.length; i++) right += Number(distances[i]! <= threshold === same[i]);
  return right / distances.length;
}

/** By trapezia. */
function areaUnder({ far, tar }: RocCurve): number {
  let area = 0;
  for (let i = 1; i < far.length; i++) area += ((far[i]! - far[i - 1]!) * (tar[i]! + tar[i - 1]!)) / 2;
  return area;
}

/** The mean of both errors at the measured point where they differ least. */
function equalErrorRate(curve: RocCurve): number {
  const place = POINTS.eer.find(curve, 0.5);
  return (curve.far[place]! + 1 - curve.tar[place]!) / 2;
}

function bestThreshold(curve: RocCurve, share: number): { accuracy: number; threshold: number } {
  const place = POINTS.accuracy.find(curve, share);
  const accuracy = share * curve.tar[place]! + (1 - share) * (1 - curve.far[place]!);
  return { accuracy, threshold: thresholdAt(curve, place) };
}

/** The highest TAR whose FAR is not above a rate. */
const tarAt = ({ far, tar }: RocCurve, rate: number): number => tar[far.findLastIndex(value => value <= rate)]!;
