import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { glyphs } from '../../src/data/glyphs.ts';

/** Writes files below a folder, with the folders on the way. */
export function writeFiles(folder: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

/** An image of one colour. */
export const plainImage = (
  width: number,
  height: number,
  background: string | object = '#f00',
  channels: 3 | 4 = 3,
): Sharp => sharp({ create: { width, height, channels, background: background as string } });

/** A folder with a folder a class: drawn characters as PNG files, `perClass` of each. */
export async function characterFolder(folder: string, classes: number, perClass: number): Promise<void> {
  const { samples, labels } = glyphs({ classes: { train: classes, validation: 1, test: 1 }, perClass }).train;
  for (const [i, label] of labels.entries()) {
    const pixels = samples.data.subarray(i * 784, (i + 1) * 784);
    const image = sharp(pixels, { raw: { width: 28, height: 28, channels: 1 } }).toColourspace('b-w');
    writeFiles(folder, { [`c${label}/${i}.png`]: await image.png().toBuffer() });
  }
}

/** A NumPy file, version 1.0. */
export function npyBytes(type: string, shape: readonly number[], data: Uint8Array, fortran = false): Uint8Array {
  const order = fortran ? 'True' : 'False';
  const header = `{'descr': '${type}', 'fortran_order': ${order}, 'shape': (${shape.join(', ')},), }`;
  const padded = `${header.padEnd(Math.ceil((header.length + 11) / 64) * 64 - 11)}\n`;
  const start = [0x93, ...Buffer.from('NUMPY'), 1, 0, padded.length & 255, padded.length >> 8];
  return Uint8Array.from([...start, ...Buffer.from(padded), ...data]);
}
