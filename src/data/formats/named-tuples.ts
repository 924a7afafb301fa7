import type { TupleKind } from '../tuples.ts';
import type { Part } from './listing.ts';

/** Pairs or triplets as a file names them, before their samples are found. */
export interface NamedTuples {
  readonly kind: TupleKind;
  /** The names of the samples of each. */
  readonly names: readonly (readonly string[])[];
  /** Of pairs: whether both samples are of one class. */
  readonly same?: readonly boolean[];
  /** The part that the file puts each in, where it does. */
  readonly parts?: readonly Part[];
  /** The fold of each, from 1, where there are folds. */
  readonly folds?: readonly number[];
  /** Where each stands in the file, for errors. */
  readonly placeOf: (tuple: number) => string;
  /** The class of a sample, where its name tells it. */
  readonly classOf?: (name: string) => string;
  /** What was left aside, a sentence each. */
  readonly notes: readonly string[];
}
