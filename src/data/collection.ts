import { counted } from '../counted.ts';
import { UsageError } from '../errors.ts';
import { type NdArray, sizeOf } from '../nd-array.ts';
import { occurrences } from '../occurrences.ts';
import type { Dataset } from './dataset.ts';
import { BadImage, decodeImage, imageHeader } from './formats/image-file.ts';
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

/** Samples in memory, with all that is known of each, before they are divided into parts. */
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

/** Told how many of the samples are read. */
export type OnRead = (done: number, total: number) => void;

/** Samples in memory have at most so many bytes. */
const MOST_BYTES = 2 ** 31;
/** Images whose headers are looked into for their size and channels. */
const LOOKED_AT = 2000;
/** Images are decoded by so many at a time. */
const AT_A_TIME = 8;
/** The longest side of a sample by default. */
const LARGEST = 64;

/**
 * Reads the samples of a listing into memory. Images that cannot be decoded are skipped.
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
  requireRoom(name, [images.length, ...shape], 1);
  const { data, reasons } = await decodeAll(images, shape, options, onRead);
  const good = images.map((_, i) => i).filter(i => reasons[i] === undefined);
  const width = sizeOf(shape);
  for (const [to, from] of good.entries())
    if (to !== from) data.copyWithin(to * width, from * width, (from + 1) * width);
  return {
    name,
    format,
    samples: { data: data.subarray(0, good.length * width), shape: [good.length, ...shape] },
    entries: good.map(i => entries[i]!),
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

async function decodeAll(
  images: readonly ImageSource[],
  shape: readonly number[],
  { fit = 'cover' }: ReadOptions,
  onRead: OnRead,
): Promise<{ readonly data: Uint8Array; readonly reasons: readonly (string | undefined)[] }> {
  const width = sizeOf(shape);
  const data = new Uint8Array(images.length * width);
  let done = 0;
  const reasons = await inTurn([...images.keys()], async i => {
    try {
      data.set(await decodeImage(images[i]!, shape, fit), i * width);
      return undefined;
    } catch (error) {
      if (error instanceof BadImage) return error.message;
      throw error;
    } finally {
      onRead(++done, images.length);
    }
  });
  return { data, reasons };
}

/** Does something with each, several at a time. */
async function inTurn<T, R>(all: readonly T[], work: (each: T) => Promise<R>): Promise<R[]> {
  const results = new Array<R>(all.length);
  let next = 0;
  const worker = async () => {
    for (let i = next++; i < all.length; i = next++) results[i] = await work(all[i]!);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
  return results;
}

/** A collection whose samples all have a class, as a data set. Classes are in the order of their names. */
export function datasetOfCollection({ name, samples, entries }: Collection): Dataset {
  const classNames = [...new Set(entries.map(({ label }) => label!))].sort(inOrder);
  const numberOf = new Map(classNames.map((label, number) => [label, number]));
  return { name, samples, labels: Int32Array.from(entries, ({ label }) => numberOf.get(label!)!), classNames };
}
