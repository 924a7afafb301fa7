import { UsageError } from '../errors.ts';
import { and, cast, greater, less, mul, sum } from '../graph/ops/index.ts';
import { quotient, type Reducer } from './reducer.ts';

export interface ThresholdReducerOptions {
  /** Elements must be above this. */
  low?: number;
  /** Elements must be below this. */
  high?: number;
}

/** The mean of the elements between `low` and `high`, at least one of which is given. */
export function thresholdReducer({ low, high }: ThresholdReducerOptions): Reducer {
  if (low === undefined && high === undefined) {
    throw new UsageError({ who: 'thresholdReducer', expected: 'low, high or both', got: 'neither' });
  }
  return {
    name: 'threshold',
    options: { low, high },
    terms(losses, weights) {
      const above = greater(losses, low ?? Number.NEGATIVE_INFINITY);
      const within = cast(high === undefined ? above : and(above, less(losses, high)), 'float32');
      const kept = mul(weights, within);
      return { total: mul(losses, kept), count: kept };
    },
    combine: ({ total, count }) => quotient(sum(total), sum(count)),
  };
}
