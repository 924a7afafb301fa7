import { UsageError } from '../errors.ts';
import { fromNested } from '../given-array.ts';
import { type Nested, sizeOf } from '../nd-array.ts';
import type { DatasetParts } from './dataset.ts';
import type { Content, Entry, ImageSource, Listing, Part } from './formats/listing.ts';
import { partsOfSamples } from './own.ts';
import type { OwnOptions } from './own-options.ts';

/** A sample of a source: an image, or numbers. */
export interface SourceSample {
  /** Its class. */
  readonly label: string | number;
  /** An encoded image (JPEG, PNG, …): its bytes, or its path. Either this or `sample`. */
  readonly image?: Uint8Array | string;
  /** Its numbers: [columns], or [channels, height, width]; bytes stay bytes. Either this or `image`. */
  readonly sample?: Nested | { readonly data: ArrayLike<number>; readonly shape: readonly number[] };
  /** What it is called. @default its place */
  readonly id?: string;
  /** The part that it belongs to. @default a fifth of each class is tested on */
  readonly part?: Part;
  /** What it shares with samples that must stay in the same part. */
  readonly group?: string;
}

/** Data of your own from anywhere: a database, a generator, the network. Samples come one after another, and are read once. */
export interface Source {
  /** What it is called in tables and pictures. @default 'data' */
  readonly name?: string;
  /** The samples, or a function that gives them: an array, a generator, an asynchronous one. */
  readonly samples:
    | Iterable<SourceSample>
    | AsyncIterable<SourceSample>
    | (() => Iterable<SourceSample> | AsyncIterable<SourceSample>);
}

/**
 * Samples of a source of your own as a data set. They are divided as those of a folder or a table are: by `part`, by `group`, or a
 * fifth of each class for testing.
 *
 * @throws UsageError that names the sample and what to do
 */
export async function fromSource(source: Source, options: OwnOptions = {}): Promise<DatasetParts> {
  const { name = 'data', samples } = source;
  const all = typeof samples === 'function' ? samples() : samples;
  const isIterable = typeof all === 'object' && all !== null && (Symbol.asyncIterator in all || Symbol.iterator in all);
  if (!isIterable) {
    const expected = 'samples: an array, a generator, or a function that gives one';
    throw new UsageError({ who: 'datasets.fromSource', expected, got: typeof all });
  }
  const entries: Entry[] = [];
  const images: ImageSource[] = [];
  const rows: Row[] = [];
  for await (const each of all) {
    const who = `${name}, sample ${entries.length}`;
    entries.push(entryOf(each, entries.length, who));
    const { image, sample } = each;
    if ((image === undefined) === (sample === undefined)) {
      throw new UsageError({ who, expected: 'either image or sample', got: image === undefined ? 'neither' : 'both' });
    }
    if (image !== undefined) images.push(typeof image === 'string' ? { path: image } : { bytes: image });
    else rows.push(rowOf(sample!, rows[0], who));
    if (images.length > 0 && rows.length > 0) {
      throw new UsageError({ who, expected: 'images alone, or numbers alone', got: 'both' });
    }
  }
  const content: Content =
    rows.length > 0 ? { kind: 'numbers', samples: stackedRows(rows) } : { kind: 'images', images };
  const listing: Listing = { name, format: 'a source', entries, content, skipped: [], notes: [] };
  return partsOfSamples(name, listing, options);
}

function entryOf(given: SourceSample, place: number, who: string): Entry {
  if (typeof given !== 'object' || given === null) {
    throw new UsageError({ who, expected: 'an object with label, and image or sample', got: String(given) });
  }
  const { label, id = String(place), part, group } = given;
  if (typeof label !== 'string' && typeof label !== 'number') {
    throw new UsageError({ who, expected: 'a label, text or a number', got: String(label) });
  }
  if (part !== undefined && !PARTS.includes(part)) {
    throw new UsageError({ who, expected: `part: one out of ${PARTS.join(', ')}`, got: String(part) });
  }
  return { id, label: String(label), ...(part && { part }), ...(group !== undefined && { group: String(group) }) };
}

const PARTS: readonly Part[] = ['train', 'validation', 'test'];

interface Row {
  readonly data: Uint8Array | Float32Array;
  readonly shape: readonly number[];
}

/** A sample's numbers, like those of the first. */
function rowOf(given: NonNullable<SourceSample['sample']>, first: Row | undefined, who: string): Row {
  const { data, shape } = Array.isArray(given)
    ? fromNested(given as Nested, who)
    : (given as { data: ArrayLike<number>; shape: readonly number[] });
  if (!Array.isArray(shape) || ![1, 3].includes(shape.length) || data?.length !== sizeOf(shape)) {
    const got = Array.isArray(shape) ? `${data?.length} numbers of shape [${shape.join(', ')}]` : 'no shape';
    throw new UsageError({ who, expected: 'numbers of shape [columns] or [channels, height, width]', got });
  }
  const numbers = data instanceof Uint8Array ? data : Float32Array.from(data);
  if (!first) return { data: numbers.slice(), shape };
  const kind = ({ data }: Pick<Row, 'data'>) => (data instanceof Uint8Array ? 'bytes' : 'floats');
  if (shape.join() !== first.shape.join() || kind({ data: numbers }) !== kind(first)) {
    const expected = `${kind(first)} of shape [${first.shape.join(', ')}], as in the first sample`;
    throw new UsageError({ who, expected, got: `${kind({ data: numbers })} of shape [${shape.join(', ')}]` });
  }
  return { data: numbers.slice(), shape };
}

function stackedRows(rows: readonly Row[]): { data: Uint8Array | Float32Array; shape: readonly number[] } {
  const { data: first, shape } = rows[0]!;
  const width = first.length;
  const data =
    first instanceof Uint8Array ? new Uint8Array(rows.length * width) : new Float32Array(rows.length * width);
  for (const [i, row] of rows.entries()) data.set(row.data, i * width);
  return { data, shape: [rows.length, ...shape] };
}
