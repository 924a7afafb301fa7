import { sizeOf } from '../nd-array.ts';
import type { TensorType } from './tensor-type.ts';

/** What one application of an operation takes. */
export interface Work {
  /** Additions, multiplications, comparisons and functions of single numbers. */
  readonly operations: number;
  /** Bytes in use while it runs, beside its operands and results. */
  readonly bytes: number;
}

/** What a cost rule sees: the types of an operation's operands `xs` and results `ys`, and its attributes. */
export interface Applied<A> {
  /** The types of the operands. */
  readonly xs: readonly TensorType[];
  /** The types of the results. */
  readonly ys: readonly TensorType[];
  /** What the operation was told beside its operands. */
  readonly attrs: A;
}

/**
 * How an operation's cost is counted: the operations it does, or its work where it needs memory of its own. `'view'`: its
 * result is its operand under another name, so nothing is computed or kept. `'given'`: its result is there before the
 * graph runs.
 */
export type CostRule<A> = 'given' | 'view' | ((applied: Applied<A>) => number | Work);

/** One operation for each number of the results. */
export const perResult = ({ ys }: Pick<Applied<unknown>, 'ys'>): number =>
  ys.reduce((total, y) => total + sizeOf(y.shape), 0);

/** One operation for each number of the first operand. */
export const perOperand = ({ xs }: Pick<Applied<unknown>, 'xs'>): number => sizeOf(xs[0]!.shape);

/** The cost of moving numbers without computing. */
export const nothing = (): number => 0;
