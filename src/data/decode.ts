import { BadImage, decodeImage } from './formats/image-file.ts';
import type { Fit, ImageSource } from './formats/listing.ts';

/** Told how many of the samples are read. */
export type OnRead = (done: number, total: number) => void;

/** How images become samples of one size. */
export interface Decoding {
  /** [channels, height, width] of a sample. */
  readonly shape: readonly number[];
  readonly fit: Fit;
}

/** Images are decoded by so many at a time. */
const AT_A_TIME = 8;

/**
 * Decodes images into rows of `into`, one behind the other; the row of one that cannot be decoded stays as it is. Gives the
 * reason for each that cannot be.
 */
export async function decodeInto(
  images: readonly ImageSource[],
  { shape, fit }: Decoding,
  into: Uint8Array,
  onDone: () => void = () => {},
): Promise<(string | undefined)[]> {
  const width = into.length / images.length;
  return inTurn([...images.keys()], async i => {
    try {
      into.set(await decodeImage(images[i]!, shape, fit), i * width);
      return undefined;
    } catch (error) {
      if (error instanceof BadImage) return error.message;
      throw error;
    } finally {
      onDone();
    }
  });
}

/** Does something with each, several at a time. */
export async function inTurn<T, R>(
  all: readonly T[],
  work: (each: T) => Promise<R>,
  atATime = AT_A_TIME,
): Promise<R[]> {
  const results = new Array<R>(all.length);
  let next = 0;
  const worker = async () => {
    for (let i = next++; i < all.length; i = next++) results[i] = await work(all[i]!);
  };
  await Promise.all(Array.from({ length: Math.min(atATime, all.length) }, worker));
  return results;
}
