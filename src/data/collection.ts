import { counted } from '../counted.ts';
import { UsageError } from '../errors.ts';
import { type NdArray, sizeOf } from '../nd-array.ts';
import { occurrences } from '../occurrences.ts';
import type { Dataset } from './dataset.ts';
import { type Decoding, decodeInto, inTurn, type OnRead } from './decode.ts';
import { imageHeader } from './formats/image-file.ts';
import { inOrder } from './formats/in-order.ts';
import {
  type Column,
  type Entry,
  type ImageSource,
  type Listing,
  type ReadOptions,
  requireReadOptions,
  type Skipped,
} from './formats/listing.ts';
import { ingest } from './ingest.ts';
import { StoredRows } from './stored-rows.ts';

/** Samples with all that is known of each, before they are divided into parts. */
export interface Collection {
  readonly name: string;
  /** The format, for people. */
  readonly format: string;
  readonly samples: NdArray<Uint8Array | Float32Array>;
  /** Of each sample. */
  readonly entries: readonly Entry[];
  /** What each column of a table is to a network. */
  readonly columns?: readonly Column[];
  /** The sizes of images before they were resized, the most frequent first: `92×112`, how many. */
  readonly sizes?: readonly (readonly [size: string, count: number])[];
  readonly skipped: readonly Skipped[];
  readonly notes: readonly string[];
}

/** Decoded images have at most so many bytes in memory; more are written to a file of the cache. Tests lower it. */
export const MEMORY = { mostBytes: 2 ** 28 };

/** Numbers in memory have at most so many bytes. */
const MOST_BYTES = 2 ** 31;
/** Images whose headers are looked into for their size and channels. */
const LOOKED_AT = 2000;
/** The longest side of a sample by default. */
const LARGEST = 64;

/**
 * Reads the samples of a listing: into memory, or, images that are too many for that, into a file of the cache. Images
 * that cannot be decoded are skipped.
 *
 * @throws UsageError if no sample can be read, or they need more memory than there is room for
 */
export async function collect(
  listing: Listing,
  options: ReadOptions = {},
  onRead: OnRead = () => {},
): Promise<Collection> {
  const { name, format, entries, content, skipped, notes } = listing;
  requireReadOptions(name, options);
  if (content.kind === 'numbers') {
    const { samples, columns } = content;
    requireRoom(name, samples.shape, samples.data.BYTES_PER_ELEMENT);
    requireFinite(name, samples, entries);
    return { name, format, samples, entries, skipped, notes, ...(columns && { columns }) };
  }
  const { images } = content;
  const headers = await headersOf(images);
  const shape = options.like?.shape ?? sampleShape(headers, options);
  const { samples, reasons } = await decoded(images, { shape, fit: options.fit ?? 'cover' }, onRead);
  return {
    name,
    format,
    samples,
    entries: entries.filter((_, i) => reasons[i] === undefined),
    sizes: sizesOf(headers),
    skipped: [
      ...skipped,
      ...entries.flatMap(({ id }, i) => (reasons[i] === undefined ? [] : [{ id, reason: reasons[i]! }])),
    ],
    notes,
  };
}

function requireRoom(who: string, shape: readonly number[], bytes: number): void {
  if (sizeOf(shape) * bytes <= MOST_BYTES) return;
  throw new UsageError({
    who,
    expected: `samples of at most ${MOST_BYTES / 2 ** 30} GB, since they are held in memory`,
    got: `${counted(shape[0]!, 'sample')} of shape [${shape.slice(1).join(', ')}], ${((sizeOf(shape) * bytes) / 2 ** 30).toFixed(1)} GB`,
    fix: 'Lower --image-size, or give fewer samples',
  });
}

function requireFinite(who: string, { data, shape }: Collection['samples'], entries: readonly Entry[]): void {
  if (data instanceof Uint8Array) return;
  const stray = data.findIndex(value => !Number.isFinite(value));
  if (stray < 0) return;
  const width = sizeOf(shape.slice(1));
  throw new UsageError({
    who,
    expected: 'finite numbers',
    got: `${data[stray]} in ${entries[Math.floor(stray / width)]!.id}, column ${stray % width}`,
    fix: 'Leave the sample out, or fill the value in',
  });
}

type Header = Awaited<ReturnType<typeof imageHeader>>;

/** Of some images, evenly over all; those that are damaged say nothing. */
async function headersOf(images: readonly ImageSource[]): Promise<Header[]> {
  const step = Math.max(1, images.length / LOOKED_AT);
  const places = Array.from({ length: Math.min(images.length, LOOKED_AT) }, (_, i) => Math.floor(i * step));
  const headers = await inTurn(places, place => imageHeader(images[place]!).catch(() => undefined));
  return headers.filter(header => header !== undefined);
}

function sizesOf(headers: readonly Header[]): [size: string, count: number][] {
  const counts = occurrences(headers.map(({ width, height }) => `${width}×${height}`));
  return [...counts].sort(([, a], [, b]) => b - a);
}

/** The size that at least half of the images have, if it is small enough; grey where all are grey. */
function sampleShape(headers: readonly Header[], { imageSize, channels }: ReadOptions): readonly number[] {
  const [common] = sizesOf(headers);
  const isCommon = common !== undefined && 2 * common[1] >= headers.length;
  const [width, height] = isCommon ? common[0].split('×').map(Number) : [LARGEST, LARGEST];
  const isSmall = Math.max(width!, height!) <= LARGEST;
  const side = imageSize ?? LARGEST;
  const planes = channels ?? (headers.every(header => header.channels === 1) ? 1 : 3);
  return imageSize === undefined && isSmall ? [planes, height!, width!] : [planes, side, side];
}

/** Decoded images: those that could be, and why the others could not. */
interface Decoded {
  readonly samples: NdArray<Uint8Array>;
  readonly reasons: readonly (string | undefined)[];
}

/** In memory if they fit, else in a file of the cache. */
async function decoded(images: readonly ImageSource[], decoding: Decoding, onRead: OnRead): Promise<Decoded> {
  const width = sizeOf(decoding.shape);
  const goodOf = (reasons: Decoded['reasons']) => Int32Array.from(reasons.keys()).filter(i => reasons[i] === undefined);
  if (images.length * width > MEMORY.mostBytes) {
    const { file, reasons } = await ingest(images, decoding, onRead);
    const rows = goodOf(reasons);
    return { samples: new StoredRows({ file, rows, shape: [rows.length, ...decoding.shape] }), reasons };
  }
  const data = new Uint8Array(images.length * width);
  let done = 0;
  const reasons = await decodeInto(images, decoding, data, () => onRead(++done, images.length));
  const good = goodOf(reasons);
  for (const [to, from] of good.entries())
    if (to !== from) data.copyWithin(to * width, from * width, (from + 1) * width);
  return { samples: { data: data.subarray(0, good.length * width), shape: [good.length, ...decoding.shape] }, reasons };
}

/** A collection whose samples all have a class, as a data set. Classes are in the order of their names. */
export function datasetOfCollection({ name, samples, entries }: Collection): Dataset {
  const classNames = [...new Set(entries.map(({ label }) => label!))].sort(inOrder);
  const numberOf = new Map(classNames.map((label, number) => [label, number]));
  return { name, samples, labels: Int32Array.from(entries, ({ label }) => numberOf.get(label!)!), classNames };
}
