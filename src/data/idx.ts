import { NearfarError } from '../errors.ts';
import { type NdArray, sizeOf } from '../nd-array.ts';
import type { Dataset } from './dataset.ts';
import { gunzipped, MOST_BYTES, type NamedBytes } from './gunzip.ts';

/**
 * Reads an IDX file of unsigned bytes, gzipped or plain (LeCun, Cortes & Burges, "The MNIST database": two zero bytes,
 * the element type 8, the number of dimensions, the extent of each as a big-endian 32-bit integer, then the elements).
 *
 * A gzipped one is unpacked no further than its header says, and to at most a gigabyte.
 *
 * @throws NearfarError if it is not an IDX file of unsigned bytes, or shorter or longer than its header says
 */
export async function readIdx(file: NamedBytes): Promise<NdArray<Uint8Array>> {
  const { name, bytes } = await gunzipped(file, head => {
    const { start, shape } = headerOf(file.name, head);
    const promised = start + sizeOf(shape);
    if (promised > MOST_BYTES) throw wrongSize(file.name, shape, `no room for more than ${MOST_BYTES}`);
    return promised;
  });
  const { start, shape } = headerOf(name, bytes);
  if (bytes.length - start !== sizeOf(shape)) throw wrongSize(name, shape, `${bytes.length - start}`);
  return { data: bytes.subarray(start), shape };
}

const wrongSize = (who: string, shape: readonly number[], got: string): NearfarError =>
  new NearfarError({
    who,
    expected: `${sizeOf(shape)} bytes of data for its shape [${shape.join(', ')}]`,
    got,
    fix: 'Fetch the file again',
  });

function headerOf(who: string, bytes: Uint8Array): { start: number; shape: readonly number[] } {
  const rank = bytes[3] ?? 0;
  const start = 4 + 4 * rank;
  if (bytes[0] !== 0 || bytes[1] !== 0 || bytes[2] !== 8 || rank === 0 || bytes.length < start) {
    const got = bytes.length === 0 ? 'an empty file' : `one that begins ${hex(bytes.subarray(0, 4))}`;
    throw new NearfarError({ who, expected: 'an IDX file of unsigned bytes (it begins 00 00 08)', got });
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return { start, shape: Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i)) };
}

/** Images [n, height, width] out of an IDX file, as `uint8` [n, 1, height, width]. */
export async function readIdxImages(file: NamedBytes): Promise<NdArray<Uint8Array>> {
  const { data, shape } = await readIdx(file);
  requireRank(file.name, shape, 3, 'images [n, height, width]');
  const [n, height, width] = shape as [number, number, number];
  return { data, shape: [n, 1, height, width] };
}

/** Labels [n] out of an IDX file. */
export async function readIdxLabels(file: NamedBytes): Promise<Int32Array> {
  const { data, shape } = await readIdx(file);
  requireRank(file.name, shape, 1, 'labels [n]');
  return Int32Array.from(data);
}

/** Two files in IDX format whose entries belong together. */
export interface IdxFiles {
  readonly images: NamedBytes;
  readonly labels: NamedBytes;
}

/**
 * Images and labels that belong together. The first class has label `firstLabel` in the file (EMNIST counts letters from 1).
 *
 * @throws NearfarError if there are not as many labels as images, or a label has no class
 */
export async function readIdxDataset(
  name: string,
  { images, labels }: IdxFiles,
  classNames: readonly string[],
  firstLabel = 0,
): Promise<Dataset & { samples: NdArray<Uint8Array> }> {
  const samples = await readIdxImages(images);
  const numbers = await readIdxLabels(labels);
  if (samples.shape[0] !== numbers.length) {
    throw new NearfarError({
      who: name,
      expected: 'as many labels as images',
      got: `${samples.shape[0]} images in ${images.name} and ${numbers.length} labels in ${labels.name}`,
    });
  }
  const stray = numbers.find(label => label < firstLabel || label >= firstLabel + classNames.length);
  if (stray !== undefined) {
    const last = firstLabel + classNames.length - 1;
    throw new NearfarError({ who: labels.name, expected: `labels from ${firstLabel} to ${last}`, got: String(stray) });
  }
  return { name, samples, labels: numbers.map(label => label - firstLabel), classNames };
}

function requireRank(name: string, shape: readonly number[], rank: number, expected: string): void {
  if (shape.length === rank) return;
  throw new NearfarError({ who: name, expected, got: `shape [${shape.join(', ')}]` });
}

const hex = (bytes: Uint8Array): string => Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join(' ');
