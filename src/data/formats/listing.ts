import { NearfarError, UsageError } from '../../errors.ts';
import type { NdArray } from '../../nd-array.ts';
import type { TextInput } from '../../networks/network.ts';
import type { TupleList } from '../tuples.ts';

/** The parts that a data set is divided into. */
export type Part = 'train' | 'validation' | 'test';

/** What is known of a sample without reading it. */
export interface Entry {
  /** Where it came from: a path below the folder, a row of the table. */
  readonly id: string;
  /** The name of its class, where it has one. */
  readonly label?: string;
  /** The part that the data put it in. */
  readonly part?: Part;
  /** What it shares with samples that must stay in the same part: a person, a camera, a session. */
  readonly group?: string;
}

/** An encoded image: a file, a part of a file, or the bytes of one. */
export type ImageSource = { readonly path: string } | FilePart | { readonly bytes: Uint8Array };

/** Some bytes of a file. */
export interface FilePart {
  /** The file. */
  readonly path: string;
  /** The first byte. */
  readonly start: number;
  /** How many bytes. */
  readonly length: number;
}

/** A column of a table: a number, a 0 or 1 for each of its values, or a text. */
export type Column = NumberColumn | CategoryColumn | TextColumn;

/** A column of numbers, standardised. */
export interface NumberColumn {
  /** Its heading. */
  readonly name: string;
  /** Numbers. */
  readonly kind: 'number';
}

/** A column of names, which becomes a 0 or 1 for each of its values. */
export interface CategoryColumn {
  /** Its heading. */
  readonly name: string;
  /** Names. */
  readonly kind: 'category';
  /** Its values, in their order. */
  readonly values: readonly string[];
}

/** A column of texts, which a network takes as rows of tokens. */
export interface TextColumn {
  /** Its heading. */
  readonly name: string;
  /** Texts. */
  readonly kind: 'text';
}

/** A sample that was left out, and why. */
export interface Skipped {
  /** Its path, or its row in a table. */
  readonly id: string;
  /** Why it was skipped, for people. */
  readonly reason: string;
}

/** The samples of a listing: images that are yet to be decoded, or numbers. */
export type Content =
  | { readonly kind: 'images'; readonly images: readonly ImageSource[] }
  | {
      readonly kind: 'numbers';
      readonly samples: NdArray<Uint8Array | Float32Array>;
      /** Of a table. */
      readonly columns?: readonly Column[];
    };

/** What people have, as it lies on the disk: everything that is known of each sample, and how it is read. */
export interface Listing {
  readonly name: string;
  /** The format, for people: `a folder of images`. */
  readonly format: string;
  /** Row i of the content is of entry i. */
  readonly entries: readonly Entry[];
  readonly content: Content;
  readonly skipped: readonly Skipped[];
  /** What was left aside or decided, a sentence each. */
  readonly notes: readonly string[];
  /** Of a list of pairs or triplets, whose rows count the entries. */
  readonly tuples?: ListedTuples;
}

/** Pairs or triplets of the samples of a listing. */
export interface ListedTuples {
  readonly list: TupleList;
  /** The part that the list puts each in, where it does. */
  readonly parts?: readonly Part[];
}

/** How images become samples of one size. */
export type Fit = 'cover' | 'contain' | 'fill';

const FITS: readonly Fit[] = ['cover', 'contain', 'fill'];
/** Sides of samples in pixels, at most. */
const MOST_SIDE = 512;

/** How data of one's own are read. */
export interface ReadOptions {
  /** The column (of a .npz file: the array) with the classes; default the one named label, class, target or y. */
  readonly label?: string | undefined;
  /** A column whose values never cross the parts. */
  readonly group?: string | undefined;
  /** Height and width of the samples in pixels; default the images' common size up to 64, else 64. */
  readonly imageSize?: number | undefined;
  /** `cover` cuts what is over, `contain` pads with black, `fill` stretches. Default `cover`. */
  readonly fit?: Fit | undefined;
  /** 1 for grey, 3 for colour; default colour where an image has any. */
  readonly channels?: 1 | 3 | undefined;
  /** Of a list of pairs or triplets: the samples that its ids name, or the folder of its images; default its own folder. */
  readonly samples?: string | undefined;
  /** How texts become samples, where a network takes texts. */
  readonly text?: TextInput | undefined;
  /** What a trained network takes, instead of what suits the data best. */
  readonly like?: Taken | undefined;
}

/** What a trained network takes. */
export interface Taken {
  /** One sample's shape. */
  readonly shape: readonly number[];
  /** What each column of its table is to it. */
  readonly columns?: readonly Column[] | undefined;
  /** How texts become its samples. */
  readonly text?: TextInput | undefined;
  /** The column that had the classes; other tables need not have it. */
  readonly label?: string | undefined;
  /** The column that had the groups; other tables need not have it. */
  readonly group?: string | undefined;
}

/** How texts become samples, where they do. */
export const textInputOf = ({ text, like }: Pick<ReadOptions, 'text' | 'like'>): TextInput | undefined =>
  text ?? like?.text;

const PARTS: Readonly<Record<string, Part>> = {
  train: 'train',
  training: 'train',
  val: 'validation',
  valid: 'validation',
  validation: 'validation',
  test: 'test',
  testing: 'test',
};

/** The part that a folder or a value of a split column names. */
export const partOf = (name: string): Part | undefined => {
  const key = name.trim().toLowerCase();
  return Object.hasOwn(PARTS, key) ? PARTS[key] : undefined;
};

/** @throws NearfarError where a value of a split column names no part */
export function requiredPart(text: string | undefined, who: string): Part {
  const part = partOf(text ?? '');
  if (part !== undefined) return part;
  throw new NearfarError({
    who,
    expected: 'train, validation or test',
    got: text === undefined ? 'none' : `"${text}"`,
  });
}

/** @throws UsageError that says what an option may be */
export function requireReadOptions(who: string, { imageSize, fit, channels }: ReadOptions): void {
  const refuse = (expected: string, got: unknown) => new UsageError({ who, expected, got: String(got) });
  if (imageSize !== undefined && !(Number.isInteger(imageSize) && imageSize >= 1 && imageSize <= MOST_SIDE))
    throw refuse(`imageSize: a whole number from 1 to ${MOST_SIDE}`, imageSize);
  if (fit !== undefined && !FITS.includes(fit)) throw refuse(`fit: one out of ${FITS.join(', ')}`, fit);
  if (channels !== undefined && channels !== 1 && channels !== 3) throw refuse('channels: 1 or 3', channels);
}
