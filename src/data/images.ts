import { readdirSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import sharp from 'sharp';
import { NearfarError, UsageError } from '../errors.ts';
import { type NdArray, sizeOf } from '../nd-array.ts';

const EXTENSIONS = new Set(['.png', '.jpg', '.jpeg', '.webp', '.gif', '.tif', '.tiff', '.avif']);

/** The image files at a path: itself, or those in the folder and the folders below, in the order of their names. */
export function imageFiles(path: string): string[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) throw new UsageError({ who: path, expected: 'an image or a folder of images', got: 'nothing there' });
  if (!stat.isDirectory()) return [path];
  const found = readdirSync(path, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && EXTENSIONS.has(extname(entry.name).toLowerCase()))
    .map(entry => join(entry.parentPath, entry.name))
    .sort();
  if (found.length > 0) return found;
  throw new UsageError({ who: path, expected: `images in it (${[...EXTENSIONS].join(', ')})`, got: 'none' });
}

/** Decodes image files to the shape [channels, height, width] that a network takes: grey or colour, resized. */
export async function readImages(
  files: readonly string[],
  [channels, height, width]: readonly number[],
): Promise<NdArray<Uint8Array>> {
  const shape = [channels!, height!, width!];
  const data = new Uint8Array(files.length * sizeOf(shape));
  for (const [i, file] of files.entries())
    data.set(await decode(file, shape as [number, number, number]), i * sizeOf(shape));
  return { data, shape: [files.length, ...shape] };
}

async function decode(file: string, [channels, height, width]: [number, number, number]): Promise<Uint8Array> {
  try {
    const image = sharp(file).flatten().resize(width, height, { fit: 'fill' });
    const pixels = await (channels === 1 ? image.toColourspace('b-w') : image.toColourspace('srgb')).raw().toBuffer();
    return planar(pixels, channels);
  } catch (cause) {
    throw new NearfarError({ who: file, expected: 'an image', got: (cause as Error).message }, { cause });
  }
}

/** [pixels][channels] → [channels][pixels]. */
function planar(interleaved: Uint8Array, channels: number): Uint8Array {
  const pixels = interleaved.length / channels;
  return Uint8Array.from(
    { length: interleaved.length },
    (_, i) => interleaved[(i % pixels) * channels + Math.floor(i / pixels)]!,
  );
}
