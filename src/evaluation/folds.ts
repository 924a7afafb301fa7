import { deviation, mean } from 'd3-array';
import type { CheckedPairs } from './roc-curve.ts';

/** A mean over folds. */
export interface FoldMean {
  /** Over the folds. */
  readonly mean: number;
  /** The deviation between folds, divided by the root of their number. */
  readonly standardError: number;
}

/** The pairs of a fold, and those of all others. */
export interface Fold {
  readonly name: number;
  readonly own: CheckedPairs;
  readonly others: CheckedPairs;
}

/** The folds of these names; `foldOf` has the fold of each pair. */
export const foldsOf = (pairs: CheckedPairs, foldOf: ArrayLike<number>, names: readonly number[]): Fold[] =>
  names.map(name => {
    const part = (isIn: boolean): CheckedPairs => {
      const places = Array.from(foldOf, (fold, i) => ((fold === name) === isIn ? i : -1)).filter(i => i >= 0);
      return { distances: places.map(i => pairs.distances[i]!), same: places.map(i => pairs.same[i]!) };
    };
    return { name, own: part(true), others: part(false) };
  });

/** Each fold once. */
export const namesOf = (foldOf: ArrayLike<number>): number[] => [...new Set(Array.from(foldOf))];

/** The mean of a value of each fold, and its standard error. */
export const meanOver = (values: readonly number[]): FoldMean => ({
  mean: mean(values)!,
  standardError: deviation(values)! / Math.sqrt(values.length),
});
