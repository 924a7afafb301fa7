import { createHash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { sizeOf } from '../nd-array.ts';
import { type Decoding, decodeInto } from './decode.ts';
import type { ImageSource } from './formats/listing.ts';

/** Images to be decoded into a file of rows. */
export interface BlockTask {
  readonly images: readonly ImageSource[];
  readonly decoding: Decoding;
  /** The file's name while it is written, and the one it has later: another process may have given it that already. */
  readonly files: readonly [part: string, whole: string];
  /** The row of the first image. */
  readonly start: number;
}

/** What is recorded of a block that is written. */
export interface BlockResult {
  /** Of the block's bytes. */
  readonly hash: string;
  /** Why an image cannot be decoded. */
  readonly reasons: readonly (string | undefined)[];
}

/** Decodes the images of a block and writes their rows to their places. */
export async function decodeBlock({ images, decoding, files, start }: BlockTask): Promise<BlockResult> {
  const width = sizeOf(decoding.shape);
  const bytes = new Uint8Array(images.length * width);
  const reasons = await decodeInto(images, decoding, bytes);
  const opened = openedOf(files);
  try {
    for (let written = 0; written < bytes.length; )
      written += writeSync(opened, bytes, written, bytes.length - written, start * width + written);
  } finally {
    closeSync(opened);
  }
  return { hash: hashOf(bytes), reasons };
}

export const hashOf = (bytes: Uint8Array): string => createHash('sha1').update(bytes).digest('base64');

function openedOf([part, whole]: BlockTask['files']): number {
  try {
    return openSync(part, 'r+');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return openSync(whole, 'r+');
  }
}
