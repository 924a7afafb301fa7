import { readFile } from 'node:fs/promises';
import { decode as decodeBmp } from 'bmp-ts';
import sharp, { type Sharp } from 'sharp';
import { readPart } from './file-part.ts';
import type { Fit, ImageSource } from './listing.ts';
import { plainPng } from './plain-png.ts';
import { decodePnm, pnmHeader } from './pnm.ts';
import { type Size, statedSize } from './stated-size.ts';

/** Names of image files end so. */
export const IMAGE_EXTENSIONS: readonly string[] =
  '.jpg .jpeg .png .webp .gif .tif .tiff .avif .pgm .ppm .pnm .bmp'.split(' ');

/** An image that claims more pixels is not decoded. */
export const MOST_PIXELS = 50_000_000;

/** Why an image cannot be used. */
export class BadImage extends Error {}

/** An image of more pixels than are decoded. */
export class TooManyPixels extends BadImage {}

/** Decodes an image of so many pixels, at once or when there is room for them. */
export type Within = <T>(pixels: number, decode: () => Promise<T>) => Promise<T>;

type Format = 'sharp' | 'pnm' | 'bmp';

/** The first bytes of the formats, from a place on. What is none of them (SVG, PDF) is never handed to a decoder. */
const SIGNATURES: readonly (readonly [format: Format, at: number, start: string])[] = [
  ['sharp', 0, '\xff\xd8\xff'],
  ['sharp', 0, '\x89PNG'],
  ['sharp', 0, 'GIF8'],
  ['sharp', 8, 'WEBP'],
  ['sharp', 0, 'II*\0'],
  ['sharp', 0, 'MM\0*'],
  ['sharp', 4, 'ftypavif'],
  ['sharp', 4, 'ftypmif1'],
  ['pnm', 0, 'P2'],
  ['pnm', 0, 'P3'],
  ['pnm', 0, 'P5'],
  ['pnm', 0, 'P6'],
  ['bmp', 0, 'BM'],
];

function formatOf(bytes: Buffer): Format {
  if (bytes.length === 0) throw new BadImage('an empty file');
  const found = SIGNATURES.find(
    ([, at, start]) => bytes.subarray(at, at + start.length).toString('latin1') === start,
  )?.[0];
  if (found) return found;
  const isSvg = /^\s*(<\?xml|<!--|<svg)/.test(bytes.subarray(0, 100).toString('latin1'));
  throw new BadImage(isSvg ? 'SVG, a drawing without pixels' : 'no image of a known format');
}

function requireFewPixels(width: number, height: number): void {
  if (width * height <= MOST_PIXELS) return;
  throw new TooManyPixels(`${width}×${height} pixels, more than 50 megapixels`);
}

/** What an image is, as it is to be seen. */
interface Header extends Size {
  /** 1 for grey, 3 for colour. */
  readonly channels: 1 | 3;
}

/** An image that is open: its size is known, its pixels are not decoded yet. */
interface Opened extends Size {
  readonly header: () => Promise<Header>;
  readonly pixels: () => Sharp;
}

async function open(bytes: Buffer): Promise<Opened> {
  const format = formatOf(bytes);
  if (format === 'pnm') {
    const { width, height, channels } = pnmHeader(bytes);
    requireFewPixels(width, height);
    return { width, height, header: async () => ({ width, height, channels }), pixels: () => raw(decodePnm(bytes)) };
  }
  if (format === 'bmp') {
    const [width, height] = [bytes.readInt32LE(18), Math.abs(bytes.readInt32LE(22))];
    if (width < 1 || height < 1) throw new BadImage(`a header of ${width}×${height} pixels`);
    requireFewPixels(width, height);
    const pixels = () =>
      raw({ data: decodeBmp(bytes, { toRGBA: true }).data, width, height, channels: 4 }).removeAlpha();
    return { width, height, header: async () => ({ width, height, channels: 3 }), pixels };
  }
  const stated = statedSize(bytes);
  const image = sharp(bytes, { limitInputPixels: stated ? MOST_PIXELS : false, failOn: 'error', pages: 1 });
  const { width, height } = stated ?? (await image.metadata());
  requireFewPixels(width, height);
  const header = async (): Promise<Header> => {
    const { autoOrient, space } = await image.metadata();
    return { ...autoOrient, channels: space === 'b-w' || space === 'grey16' ? 1 : 3 };
  };
  return { width, height, header, pixels: () => image.autoOrient().flatten({ background: '#fff' }) };
}

const raw = ({ data, width, height, channels }: ReturnType<typeof decodePnm>): Sharp =>
  sharp(data, { raw: { width, height, channels } });

async function bytesOf(source: ImageSource): Promise<Buffer> {
  if (!('bytes' in source)) return 'start' in source ? bufferOf(await readPart(source)) : readFile(source.path);
  return bufferOf(source.bytes);
}

const bufferOf = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);

/** What the header of an image says: width and height as it is to be seen, 1 channel for grey, 3 for colour. */
export const imageHeader = (source: ImageSource): Promise<Header> =>
  inOneGrammar(
    bytesOf(source)
      .then(open)
      .then(({ header }) => header()),
  );

/**
 * An image as a sample [channels, height, width]: turned as its EXIF orientation says, on white where it is transparent,
 * 16 bits scaled to 8.
 *
 * @throws BadImage that says why it cannot be used
 */
export async function decodeImage(
  source: ImageSource,
  shape: readonly number[],
  fit: Fit,
  within: Within = (_, decode) => decode(),
): Promise<Uint8Array> {
  const [channels, height, width] = shape as [number, number, number];
  return inOneGrammar(
    (async () => {
      const bytes = await bytesOf(source);
      const plain = plainPng(bytes, shape);
      if (plain) return within(width * height, async () => plain);
      const opened = await open(bytes);
      return within(opened.width * opened.height, async () => {
        const image = opened.pixels().resize(width, height, { fit, background: '#000' });
        const { data, info } = await image
          .toColourspace(channels === 1 ? 'b-w' : 'srgb')
          .raw({ depth: 'uchar' })
          .toBuffer({ resolveWithObject: true });
        return planar(data, width * height, info.channels, channels);
      });
    })(),
  );
}

async function inOneGrammar<T>(result: Promise<T>): Promise<T> {
  try {
    return await result;
  } catch (error) {
    if (error instanceof BadImage) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new BadImage('not there', { cause: error });
    throw new BadImage(`damaged: ${(error as Error).message.split('\n')[0]}`, { cause: error });
  }
}

/** [pixels][found] → [channels][pixels], grey repeated where colour is wanted. */
function planar(interleaved: Uint8Array, pixels: number, found: number, channels: number): Uint8Array {
  const planes = new Uint8Array(pixels * channels);
  for (let channel = 0; channel < channels; channel++) {
    const from = Math.min(channel, found - 1);
    for (let i = 0; i < pixels; i++) planes[channel * pixels + i] = interleaved[i * found + from]!;
  }
  return planes;
}
