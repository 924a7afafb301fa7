import type { Column, Skipped } from './formats/listing.ts';
import type { TupleKind } from './tuples.ts';

/** How data of one's own were read: what a later reading must agree with. */
export interface Reading {
  /** Where they lie. */
  readonly path: string;
  /** The format, for people. */
  readonly format: string;
  /** The number of samples. */
  readonly samples: number;
  /** The number of classes. */
  readonly classes: number;
  /** Of a list of pairs or triplets: how many it has. */
  readonly list?: { readonly kind: TupleKind; readonly count: number } | undefined;
  /** One sample's shape. */
  readonly shape: readonly number[];
  /** What each column of a table is to the network. */
  readonly columns?: readonly Column[];
  /** A hash of all samples and labels as they were read. */
  readonly fingerprint: string;
  /** The samples that could not be read, and why. */
  readonly skipped: readonly Skipped[];
  /** What was decided and left aside, a sentence each. */
  readonly notes: readonly string[];
}
