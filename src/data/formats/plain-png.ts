import { inflateSync } from 'node:zlib';
import { crc32 } from '../crc32.ts';

/** Numbers of a sample that this decodes at most; larger ones are decoded faster by several threads. */
const MOST_NUMBERS = 2 ** 15;

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
/** Bytes of the signature and three empty chunks, of which the first is the header. */
const LEAST = 57;

/** Chunks that say nothing about the pixels, as other readers take them too. */
const OTHERS: ReadonlySet<string> = new Set(['pHYs', 'tIME', 'sRGB', 'gAMA', 'cHRM']);

/** Numbers of a pixel by colour type: grey, RGB, grey with alpha, RGBA. */
const NUMBERS: Readonly<Record<number, 1 | 2 | 3 | 4>> = { 0: 1, 2: 3, 4: 2, 6: 4 };

/**
 * The sample [channels, height, width] of a small PNG that needs nothing but to be unpacked, as the PNG specification (W3C, third
 * edition) has it: of the sample's own size, 8 bits, opaque, no palette, no profile, no orientation, and grey where the sample is.
 * Of these a general decoder spends nearly all of its time on setting itself up. Of any other file, damaged ones too: undefined.
 */
export function plainPng(file: Buffer, [channels, height, width]: readonly number[]): Uint8Array | undefined {
  if ((channels !== 1 && channels !== 3) || channels * height! * width! > MOST_NUMBERS) return undefined;
  const found = packedPixels(file, width!, height!);
  if (!found) return undefined;
  const { packed, numbers } = found;
  const size = { row: numbers * width!, rows: height!, numbers };
  try {
    const bytes = (size.row + 1) * size.rows;
    const filtered = inflateSync(packed, { maxOutputLength: bytes });
    if (filtered.length < bytes) return undefined;
    const pixels = unfiltered(filtered, size);
    return pixels && planes(pixels, size, channels);
  } catch {
    return undefined;
  }
}

/** Numbers of a row and of a pixel. */
interface Size {
  readonly row: number;
  readonly rows: number;
  readonly numbers: number;
}

/** The compressed pixels of a file that has nothing else to say. */
function packedPixels(file: Buffer, width: number, height: number) {
  if (file.length < LEAST || SIGNATURE.compare(file, 0, 8) !== 0) return undefined;
  if (file.readUInt32BE(16) !== width || file.readUInt32BE(20) !== height) return undefined;
  const numbers = NUMBERS[file[25]!];
  if (numbers === undefined || file[24] !== 8 || file[26] !== 0 || file[27] !== 0 || file[28] !== 0) return undefined;
  const parts: Buffer[] = [];
  for (let at = 8; at + 12 <= file.length; ) {
    const end = at + 8 + file.readUInt32BE(at);
    if (end + 4 > file.length || crc32(file.subarray(at + 4, end)) !== file.readUInt32BE(end)) return undefined;
    const type = file.toString('latin1', at + 4, at + 8);
    if (type === 'IEND') return { packed: parts.length === 1 ? parts[0]! : Buffer.concat(parts), numbers };
    if (type === 'IDAT') parts.push(file.subarray(at + 8, end));
    else if (at === 8 ? type !== 'IHDR' : !OTHERS.has(type)) return undefined;
    at = end + 4;
  }
  return undefined;
}

/**
 * Undoes the filter of each row: what is stored is the difference to the left, above, their mean, or the Paeth predictor. A row of
 * zeros lies above the first, and a pixel of zeros before each row.
 */
function unfiltered(from: Uint8Array, { row, rows, numbers }: Size): Uint8Array | undefined {
  const stride = row + numbers;
  const to = new Uint8Array((rows + 1) * stride);
  for (let y = 0, source = 0; y < rows; y++, source += row + 1) {
    const start = (y + 1) * stride + numbers;
    const [filter, shift] = [from[source]!, source + 1 - start];
    if (filter > 4) return undefined;
    for (let at = start; at < start + row; at++) {
      const stored = from[at + shift]!;
      if (filter === 0) to[at] = stored;
      else if (filter === 1) to[at] = stored + to[at - numbers]!;
      else if (filter === 2) to[at] = stored + to[at - stride]!;
      else if (filter === 3) to[at] = stored + ((to[at - numbers]! + to[at - stride]!) >> 1);
      else to[at] = stored + paeth(to[at - numbers]!, to[at - stride]!, to[at - stride - numbers]!);
    }
  }
  return to;
}

/** Of three neighbours the one that is nearest to left + above − corner. */
function paeth(left: number, above: number, corner: number): number {
  const [toLeft, toAbove] = [Math.abs(above - corner), Math.abs(left - corner)];
  const toCorner = Math.abs(left + above - 2 * corner);
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}

/** [pixels][numbers] → [channels][pixels]; undefined where a pixel is not opaque, or of a colour that would become grey. */
function planes(pixels: Uint8Array, { row, rows, numbers }: Size, channels: number): Uint8Array | undefined {
  const colours = numbers < 3 ? 1 : 3;
  const count = (rows * row) / numbers;
  const sample = new Uint8Array(channels * count);
  for (let y = 0, i = 0; y < rows; y++) {
    const start = (y + 1) * (row + numbers) + numbers;
    for (let at = start; at < start + row; at += numbers, i++) {
      if (colours < numbers && pixels[at + colours] !== 255) return undefined;
      if (colours > channels && (pixels[at] !== pixels[at + 1] || pixels[at] !== pixels[at + 2])) return undefined;
      sample[i] = pixels[at]!;
      if (channels === 1) continue;
      sample[count + i] = pixels[colours === 1 ? at : at + 1]!;
      sample[2 * count + i] = pixels[colours === 1 ? at : at + 2]!;
    }
  }
  return sample;
}
