import { readFileSync, statSync } from 'node:fs';
import { NearfarError } from '../errors.ts';
import type { NdArray } from '../nd-array.ts';
import { readIdxImages } from './idx.ts';
import { imageFiles, readImages } from './images.ts';

/** Samples with where each came from, and its class where that is known. */
export interface Samples {
  /** [n, …], as the network takes them. */
  readonly samples: NdArray<Uint8Array | Float32Array>;
  /** [n]: the path of each, with its place where a file has several. */
  readonly ids: readonly string[];
  /** [n]: the class of each by its name; absent where it is not known. */
  readonly labels?: readonly string[];
}

/**
 * Images of your own as a network takes them (`shape` [channels, height, width]): an IDX file, whose images must be of
 * that shape; an image file or a folder of them, which are brought to it.
 *
 * @throws NearfarError if there is no such file, it cannot be read as images, or `shape` is none of images
 */
export async function readSamples(path: string, shape: readonly number[]): Promise<Samples> {
  if (shape.length !== 3) {
    throw new NearfarError({
      who: path,
      expected: 'a run that was trained on images',
      got: `one on samples of shape [${shape.join(', ')}]`,
    });
  }
  if (/idx\d-ubyte(\.gz)?$|\.idx(\.gz)?$/.test(path) && statSync(path).isFile()) return idxSamples(path, shape);
  const files = imageFiles(path);
  return { samples: await readImages(files, shape), ids: files };
}

async function idxSamples(path: string, shape: readonly number[]): Promise<Samples> {
  const samples = await readIdxImages({ name: path, bytes: readFileSync(path) });
  if (samples.shape.slice(1).join() !== shape.join()) {
    throw new NearfarError({
      who: path,
      expected: `images of shape [${shape.join(', ')}], which the run was trained on`,
      got: `[${samples.shape.slice(1).join(', ')}]`,
    });
  }
  return { samples, ids: Array.from({ length: samples.shape[0]! }, (_, i) => `${path}:${i}`) };
}
