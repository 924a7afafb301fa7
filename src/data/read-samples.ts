import { readFileSync, statSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { NearfarError, UsageError } from '../errors.ts';
import type { NdArray } from '../nd-array.ts';
import { collect } from './collection.ts';
import { IMAGE_EXTENSIONS } from './formats/image-file.ts';
import { listPath } from './formats/list-path.ts';
import type { Fit, Listing, Skipped, Taken } from './formats/listing.ts';
import { listLines } from './formats/texts.ts';
import { readIdxImages } from './idx.ts';

/** Samples with where each came from, and its class where that is known. */
export interface Samples {
  /** [n, …], as the network takes them. */
  readonly samples: NdArray<Uint8Array | Float32Array>;
  /** [n]: the path of each, with its place where a file has several. */
  readonly ids: readonly string[];
  /** The class of each, empty where one has none; absent where none has one. */
  readonly labels?: readonly string[];
  /** What could not be read. */
  readonly skipped: readonly Skipped[];
}

/** How samples of your own are read for a trained network. */
export interface TakenOptions {
  /** What the network takes of a table. */
  readonly like?: Omit<Taken, 'shape'> | undefined;
  /** How images come to its shape. Default `cover`. */
  readonly fit?: Fit | undefined;
  /** A table's column with the classes; default the one named label, class, target or y, if there is one. */
  readonly label?: string | undefined;
}

const IDX = /idx\d-ubyte(\.gz)?$|\.idx(\.gz)?$/;

/**
 * Samples of your own as a network takes them (`shape`: [channels, height, width], or [columns]): an IDX file or a NumPy array,
 * whose samples must be of that shape; an image, a folder of images or a table.
 *
 * @throws UsageError where there is nothing of that kind, NearfarError for samples of another shape
 */
export async function readSamples(
  path: string,
  shape: readonly number[],
  { like: taken, fit, label }: TakenOptions = {},
): Promise<Samples> {
  const stat = statSync(path, { throwIfNoEntry: false });
  const like = { ...taken, shape };
  if (IDX.test(path) && stat?.isFile()) return idxSamples(path, shape);
  const isImage = stat?.isFile() && IMAGE_EXTENSIONS.includes(extname(path).toLowerCase());
  const text = stat?.isFile() && extname(path).toLowerCase() === '.txt' ? like.text : undefined;
  const listing = isImage
    ? oneImage(path)
    : text
      ? listLines(path, text, like)
      : await listPath(path, { label, like, labelled: false });
  if (listing.content.kind === 'images' && shape.length !== 3) {
    const got = `one on samples of shape [${shape.join(', ')}]`;
    throw new NearfarError({ who: path, expected: 'a run that was trained on images', got });
  }
  const { samples, entries, skipped } = await collect(listing, { fit, like });
  requireSamples(path, samples.shape, shape, skipped);
  const hasLabels = entries.some(({ label: own }) => own !== undefined);
  return {
    samples,
    ids: entries.map(({ id }) => (stat?.isDirectory() ? join(path, id) : id)),
    ...(hasLabels && { labels: entries.map(({ label: own = '' }) => own) }),
    skipped,
  };
}

const oneImage = (path: string): Listing => ({
  name: basename(path),
  format: 'an image',
  entries: [{ id: path }],
  content: { kind: 'images', images: [{ path }] },
  skipped: [],
  notes: [],
});

function requireSamples(
  who: string,
  [n, ...found]: readonly number[],
  shape: readonly number[],
  [skipped]: readonly Skipped[],
): void {
  if (n === 0) {
    const got = skipped ? `none (${skipped.id}: ${skipped.reason})` : 'none';
    throw new UsageError({ who, expected: `images in it (${IMAGE_EXTENSIONS.join(', ')})`, got });
  }
  if (found.join() !== shape.join()) throw otherShape(who, shape, found);
}

const otherShape = (who: string, shape: readonly number[], got: readonly number[]): NearfarError =>
  new NearfarError({
    who,
    expected: `samples of shape [${shape.join(', ')}], which the run was trained on`,
    got: `[${got.join(', ')}]`,
  });

async function idxSamples(path: string, shape: readonly number[]): Promise<Samples> {
  const samples = await readIdxImages({ name: path, bytes: readFileSync(path) });
  if (samples.shape.slice(1).join() !== shape.join()) throw otherShape(path, shape, samples.shape.slice(1));
  return { samples, ids: Array.from({ length: samples.shape[0]! }, (_, i) => `${path}:${i}`), skipped: [] };
}
