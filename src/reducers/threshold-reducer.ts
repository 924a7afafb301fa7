import { z } from 'zod';
import { UsageError } from '../errors.ts';
import { and, cast, greater, less, mul, sum } from '../graph/ops/index.ts';
import type { OptionsOf } from '../thing.ts';
import { defineReducer, type Reducer, safeDivide } from './reducer.ts';

/** The mean of the elements between two thresholds. */
export const thresholdReducer = defineReducer({
  name: 'threshold',
  summary: 'The mean of the elements between `low` and `high`, at least one of which is given.',
  options: {
    low: z.number().optional().describe('Only elements above this count.'),
    high: z.number().optional().describe('Only elements below this count.'),
  },
  make({ low, high }) {
    if (low === undefined && high === undefined) {
      throw new UsageError({ who: 'thresholdReducer', expected: 'low, high or both', got: 'neither' });
    }
    return meanBetween(low, high);
  },
});

/** Options of `reducers.thresholdReducer`. */
export type ThresholdReducerOptions = OptionsOf<typeof thresholdReducer>;

/** Makes the mean of the elements above `low` and below `high`. */
export function meanBetween(low: number | undefined, high: number | undefined): Pick<Reducer, 'terms' | 'combine'> {
  return {
    terms(losses, weights) {
      const above = greater(losses, low ?? Number.NEGATIVE_INFINITY);
      const within = cast(high === undefined ? above : and(above, less(losses, high)), 'float32');
      const kept = mul(weights, within);
      return { total: mul(losses, kept), count: kept };
    },
    combine: ({ total, count }) => safeDivide(sum(total), sum(count)),
  };
}
