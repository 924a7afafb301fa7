import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { NearfarError } from '../errors.ts';
import { fileError, makeFolder } from '../files.ts';
import { sizeOf } from '../nd-array.ts';
import { VERSION } from '../version.ts';
import { cacheDir } from './cache.ts';
import { type Decoding, inTurn, type OnRead } from './decode.ts';
import { hashOf } from './decode-block.ts';
import { type Decoders, openDecoders } from './decoders.ts';
import type { ImageSource } from './formats/listing.ts';
import { type Block, IngestJournal } from './ingest-journal.ts';

/** Images in a block, at most, and its bytes, about. A block is decoded, written and recorded at once. Tests lower them. */
export const IN_BLOCK = { images: 256, bytes: 2 ** 22 };

/** Decoded images in a file, an image a row. */
export interface Ingested {
  readonly file: string;
  /** Why an image cannot be decoded; its row is then all zeros. */
  readonly reasons: readonly (string | undefined)[];
}

/** The folder of the cache with everything that was ingested. */
export const ingestedFolder = (): string => join(cacheDir(), 'ingested');

/** Removes the decoded images from the cache, of all sets of images. Says how many sets there were, and their bytes. */
export function clear(): { readonly sets: number; readonly bytes: number } {
  const folder = ingestedFolder();
  if (!existsSync(folder)) return { sets: 0, bytes: 0 };
  const sets = readdirSync(folder).length;
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(name => join(folder, name));
  const stats = files.flatMap(file => statSync(file, { throwIfNoEntry: false }) ?? []);
  rmSync(folder, { recursive: true, force: true });
  return { sets, bytes: stats.reduce((sum, stat) => sum + (stat.isFile() ? stat.size : 0), 0) };
}

/**
 * Decodes images into a file of the cache, once: the next time it is found there, by the images' paths, sizes and times. A
 * process that is killed leaves the blocks that it has decoded, and the next goes on from them. Processes that ingest the same
 * images at once share the work: all write the same bytes to the same places.
 *
 * @throws NearfarError where there is no room
 */
export async function ingest(
  images: readonly ImageSource[],
  decoding: Decoding,
  onRead: OnRead = () => {},
): Promise<Ingested> {
  const folder = join(ingestedFolder(), keyOf(images, decoding));
  const [file, part] = [join(folder, 'rows'), join(folder, 'rows.part')];
  const width = sizeOf(decoding.shape);
  const blocks = blocksOf(images.length, width);
  makeFolder(folder);
  const journal = new IngestJournal(join(folder, 'journal'), blocks);
  try {
    if (existsSync(file)) {
      journal.readNew(() => true);
      const isWhole = statSync(file).size === images.length * width && blocks.every((_, k) => journal.has(k));
      if (isWhole) return { file, reasons: journal.reasons(images.length) };
      rmSync(file, { force: true });
      journal.forget();
    }
    requireRoom(folder, images.length * width);
    await fill(journal, { images, decoding, blocks, files: [part, file], onRead });
    return { file: placed(part, file), reasons: journal.reasons(images.length) };
  } catch (error) {
    throw fileError(error, folder);
  } finally {
    journal.close();
  }
}

interface Work {
  readonly images: readonly ImageSource[];
  readonly decoding: Decoding;
  readonly blocks: readonly Block[];
  readonly files: readonly [part: string, whole: string];
  readonly onRead: OnRead;
}

/** Writes all blocks that are not there yet. */
async function fill(journal: IngestJournal, { images, decoding, blocks, files, onRead }: Work): Promise<void> {
  const opened = openOrMake(files[0]);
  const width = sizeOf(decoding.shape);
  const bytesAt = ({ start, count }: Block): Uint8Array => {
    const bytes = new Uint8Array(count * width);
    for (let read = 0, more = 1; read < bytes.length && more > 0; read += more)
      more = readSync(opened, bytes, read, bytes.length - read, start * width + read);
    return bytes;
  };
  const look = () => {
    journal.readNew((block, hash) => hashOf(bytesAt(block)) === hash);
    onRead(journal.count, images.length);
  };
  let decoders: Decoders | undefined;
  try {
    look();
    const missing = inAnyOrder(blocks.length).filter(k => !journal.has(k));
    decoders = openDecoders(missing.length);
    const { decode, count: atATime } = decoders;
    const write = async (k: number) => {
      if (journal.has(k)) return;
      const { start, count } = blocks[k]!;
      const { hash, reasons } = await decode({ images: images.slice(start, start + count), decoding, files, start });
      journal.add(k, hash, reasons);
      look();
    };
    await inTurn(missing, write, atATime);
    fsyncSync(opened);
    journal.sync();
  } finally {
    decoders?.close();
    closeSync(opened);
  }
}

/** Opened for reading and writing at places, and never cut: another process may be writing it. */
function openOrMake(path: string): number {
  try {
    return openSync(path, 'wx+');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return openSync(path, 'r+');
  }
}

/** Gives a file its name, if another process that has written it too did not do so. */
function placed(part: string, file: string): string {
  try {
    renameSync(part, file);
  } catch (error) {
    if (!existsSync(file)) throw error;
  }
  return file;
}

function requireRoom(folder: string, bytes: number): void {
  const { bavail, bsize } = statfsSync(folder);
  const part = statSync(join(folder, 'rows.part'), { throwIfNoEntry: false });
  const missing = bytes - (part?.blocks ?? 0) * 512;
  if (bavail * bsize >= missing) return;
  const gigabytes = (count: number) => `${(count / 2 ** 30).toFixed(1)} GB`;
  throw new NearfarError({
    who: dirname(folder),
    expected: `room for ${gigabytes(missing)} of decoded samples`,
    got: gigabytes(bavail * bsize),
    fix: 'Make room, lower --image-size, or set XDG_CACHE_HOME to a folder on a larger disk',
  });
}

/** What other images, or other ways to decode them, have otherwise. */
function keyOf(images: readonly ImageSource[], { shape, fit }: Decoding): string {
  const hash = createHash('sha256').update(JSON.stringify([VERSION, sharp.versions, shape, fit, images.length]));
  let last: { readonly path: string; readonly said: unknown } | undefined;
  for (const image of images) {
    if ('bytes' in image) hash.update(createHash('sha1').update(image.bytes).digest());
    else {
      if (last?.path !== image.path) last = { path: image.path, said: stateOf(image.path) };
      hash.update(JSON.stringify([image, last.said]));
    }
  }
  return hash.digest('hex').slice(0, 32);
}

/** What changes when a file is written. */
function stateOf(path: string): unknown {
  const { size, mtimeMs, ctimeMs } = statSync(path, { throwIfNoEntry: false }) ?? {};
  return [size, mtimeMs, ctimeMs];
}

function blocksOf(n: number, width: number): Block[] {
  const count = Math.max(1, Math.min(IN_BLOCK.images, Math.floor(IN_BLOCK.bytes / width)));
  return Array.from({ length: Math.ceil(n / count) }, (_, k) => ({
    start: k * count,
    count: Math.min(count, n - k * count),
  }));
}

/** In an order of chance, so that two processes at once seldom decode the same block. It changes nothing of the result. */
function inAnyOrder(count: number): number[] {
  const order = Array.from({ length: count }, (_, k) => [Math.random(), k] as const);
  return order.sort(([a], [b]) => a - b).map(([, k]) => k);
}
