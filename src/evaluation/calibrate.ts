import { bisectRight, quantile } from 'd3-array';
import { toList, toNumbers } from '../given-array.ts';
import { occurrences } from '../occurrences.ts';
import { Random } from '../random.ts';
import {
  byDistance,
  type CheckedPairs,
  checkedPairs,
  curveOf,
  type Pairs,
  type RocCurve,
  weightedCurve,
} from './roc-curve.ts';
import { POINTS, type PointName, pointNames, thresholdAt } from './roc-points.ts';

/** From and to. */
export type Interval = readonly [low: number, high: number];

/** A threshold, and what to expect of it. */
export interface OperatingPoint {
  /** Pairs at most this far apart count as one class; midway between two measured distances. */
  readonly threshold: number;
  /** The part of the pairs of two classes that is accepted wrongly, from 0 to 1. */
  readonly falseAcceptRate: number;
  /** The part of the pairs of one class that is rejected wrongly, from 0 to 1. */
  readonly falseRejectRate: number;
  /** 95 % intervals of the three. */
  readonly intervals: Readonly<Record<'threshold' | 'falseAcceptRate' | 'falseRejectRate', Interval>>;
}

/** What `calibrate` takes. */
export interface CalibrateOptions extends Pairs {
  /** The samples of each pair, by any numbers. Pairs that share a sample do not vary on their own. */
  readonly samples?: readonly [left: ArrayLike<number>, right: ArrayLike<number>];
}

/** Times that the samples are drawn again for the intervals. */
const DRAWS = 200;

/**
 * Thresholds by what each is best for. `eer`: both errors equally frequent; `accuracy`: most pairs decided rightly; `f1`: the best
 * F1 score of "same"; `far@1e-2`, `far@1e-3`: at most that part of the pairs of two classes accepted, and as many of one class
 * as can be. A false acceptance rate that there are too few pairs of two classes to measure (100, 1000) is left out.
 *
 * Intervals are percentiles over samples drawn again with replacement, a pair counting as often as both its samples (Owen 2007,
 * the pigeonhole bootstrap), those of rates at least as wide as Wilson's of independent pairs. Without `samples` pairs are drawn.
 *
 * @throws NearfarError as `rocCurve` does, and unless there is a sample on each side of each pair
 */
export function calibrate({ samples, ...given }: CalibrateOptions): Partial<Record<PointName, OperatingPoint>> {
  const pairs = checkedPairs('evaluation.calibrate', given);
  const curve = curveOf(pairs);
  const sides = samples && sidesOf(pairs, samples);
  const counts = occurrences(pairs.same);
  const [alike, unlike] = [counts.get(true)!, counts.get(false)!];
  const share = alike / (alike + unlike);
  const drawn = [{ curve, share }, ...drawnCurves(pairs, sides)];
  const found = pointNames.flatMap(name => {
    const { find, least } = POINTS[name];
    if (unlike < least) return [];
    const place = find(curve, share);
    const threshold = thresholdAt(curve, place);
    const [falseAcceptRate, falseRejectRate] = [curve.far[place]!, 1 - curve.tar[place]!];
    const rates = drawn.map(each => ratesAt(each.curve, threshold));
    const intervals = {
      threshold: percentiles(drawn.map(each => thresholdAt(each.curve, find(each.curve, each.share)))),
      falseAcceptRate: widest(percentiles(rates.map(({ far }) => far)), wilson(falseAcceptRate, unlike)),
      falseRejectRate: widest(percentiles(rates.map(({ tar }) => 1 - tar)), wilson(falseRejectRate, alike)),
    };
    return [[name, { threshold, falseAcceptRate, falseRejectRate, intervals }] as const];
  });
  return Object.fromEntries(found);
}

type Sides = readonly [left: ArrayLike<number>, right: ArrayLike<number>];

function sidesOf({ distances: { length: count } }: Pairs, samples: unknown): Sides {
  const who = 'evaluation.calibrate';
  const both = toList(samples, { who, what: 'lists of samples', each: 'side of the pairs', count: 2 });
  const side = (of: unknown) => toNumbers(of, { who, what: 'samples on each side', each: 'distance', count });
  return [side(both[0]), side(both[1])];
}

interface Drawn {
  readonly curve: RocCurve;
  readonly share: number;
}

/** Curves of samples drawn again; those with pairs of one kind only say nothing. */
function drawnCurves(pairs: CheckedPairs, samples: Sides | undefined): Drawn[] {
  const order = byDistance(pairs.distances);
  const random = new Random(0).fork('calibration');
  const own = order.map((_, i) => i);
  const names = new Map(
    [...new Set(samples ? [...Array.from(samples[0]), ...Array.from(samples[1])] : own)].map((name, i) => [name, i]),
  );
  const sides = (samples ?? [own]).map(side => Int32Array.from(side, name => names.get(name)!));
  return Array.from({ length: DRAWS }, () => {
    const times = new Uint16Array(names.size);
    for (let i = 0; i < times.length; i++) times[random.int(times.length)]!++;
    const weights = Float64Array.from(order, (_, pair) =>
      sides.reduce((product, side) => product * times[side[pair]!]!, 1),
    );
    const [alike, all] = sums(pairs, weights);
    return { curve: weightedCurve(pairs, order, pair => weights[pair]!), share: alike / all };
  }).filter(({ share }) => share > 0 && share < 1);
}

function sums({ same }: Pairs, weights: Float64Array): [alike: number, all: number] {
  let [alike, all] = [0, 0];
  weights.forEach((weight, pair) => {
    all += weight;
    if (same[pair]) alike += weight;
  });
  return [alike, all];
}

function ratesAt({ thresholds, far, tar }: RocCurve, threshold: number): { far: number; tar: number } {
  const place = bisectRight(thresholds, threshold) - 1;
  return { far: far[place]!, tar: tar[place]! };
}

const percentiles = (values: readonly number[]): Interval => [quantile(values, 0.025)!, quantile(values, 0.975)!];

const widest = (a: Interval, b: Interval): Interval => [Math.min(a[0], b[0]), Math.max(a[1], b[1])];

/** Of a rate over n independent trials (Wilson 1927); not empty where nothing happened. */
function wilson(rate: number, n: number): Interval {
  const z2 = 1.96 ** 2;
  const middle = (rate + z2 / (2 * n)) / (1 + z2 / n);
  const half = (1.96 / (1 + z2 / n)) * Math.sqrt((rate * (1 - rate)) / n + z2 / (4 * n * n));
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}
