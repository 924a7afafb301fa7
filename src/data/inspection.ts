import type { Dataset } from './dataset.ts';
import type { Column, Part, Skipped } from './formats/listing.ts';
import type { TupleKind } from './tuples.ts';

/** What is understood of data of one's own. */
export interface Inspection {
  /** The name of the folder or file. */
  readonly name: string;
  /** The format, for people. */
  readonly format: string;
  /** The number of samples that can be read. */
  readonly samples: number;
  /** One sample's shape: [channels, height, width], or [columns]. */
  readonly shape: readonly number[];
  /** How many samples each class has, by name. */
  readonly classes: Readonly<Record<string, number>>;
  /** How many samples each part has. Where the data have no validation part, a tenth of `train` is taken for it later. */
  readonly parts: Readonly<Partial<Record<Part, number>>>;
  /** Whether the data said which samples are tested on. */
  readonly partsGiven: boolean;
  /** How many classes a run holds out as unseen, unless it is told otherwise. */
  readonly heldOut: number;
  /** How many groups there are, where a column names them. */
  readonly groups?: number;
  /** The sizes of images before they were resized, how many of each, the most frequent first. */
  readonly sizes?: Readonly<Record<string, number>>;
  /** Of a list of pairs or triplets: how many it has, and of pairs, how many are of one class; `parts` counts these. */
  readonly list?: { readonly kind: TupleKind; readonly count: number; readonly same?: number };
  /** What each column of a table is to a network. */
  readonly columns?: readonly Column[];
  /** The samples that cannot be read, and why. */
  readonly skipped: readonly Skipped[];
  /** What was left aside or decided, a sentence each. */
  readonly notes: readonly string[];
  /** Samples that are the same, number by number, in different parts: the ids of the first of each pair, and of the other. */
  readonly duplicates: readonly { readonly id: string; readonly of: string; readonly parts: readonly [Part, Part] }[];
}

/** An inspection, with some samples of each class to show. */
export interface Inspected extends Inspection {
  /** Some samples of each class (of a list: some pairs or triplets), for the contact sheet. */
  readonly shown: Dataset;
}
