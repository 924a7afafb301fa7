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

/** Below a folder `photos`, with a folder a class and a broken file, and a table, `flowers.csv`. */
export async function photosAndFlowers(folder: string): Promise<void> {
  const photos = join(folder, 'photos');
  await characterFolder(photos, 12, 8);
  writeFiles(photos, { 'c1/broken.png': 'hello' });
  const rows = Array.from({ length: 30 }, (_, i) => `${i % 3},${i / 7},${['red', 'blue'][i % 2]},k${i % 3}`);
  writeFiles(folder, { 'flowers.csv': `petal,sepal,colour,species\n${rows.join('\n')}\n` });
}

/** Lists of pairs and of triplets of `characterFolder`'s images, `2 · classes · perClass` of each. */
export function characterLists(classes: number, perClass: number, folder: string): Record<string, string> {
  const at = (label: number, k: number) => {
    const c = label % classes;
    return `${folder}/c${c}/${c * perClass + (k % perClass)}.png`;
  };
  const places = Array.from(
    { length: classes * perClass },
    (_, i) => [Math.floor(i / perClass), i % perClass] as const,
  );
  const pairs = places.flatMap(([c, k]) => [
    `${at(c, k)},${at(c, k + 1)},1`,
    `${at(c, k)},${at(c + 1 + (k % 3), k)},0`,
  ]);
  const triplets = places.flatMap(([c, k]) => [1, 2].map(d => `${at(c, k)},${at(c, k + d)},${at(c + d, k + d)}`));
  return {
    'pairs.csv': `a,b,same\n${pairs.join('\n')}\n`,
    'triplets.csv': `anchor,positive,negative\n${triplets.join('\n')}\n`,
  };
}

/** A NumPy file, version 1.0. */
export function npyBytes(type: string, shape: readonly number[], data: Uint8Array, fortran = false): Uint8Array {
  const order = fortran ? 'True' : 'False';
  const header = `{'descr': '${type}', 'fortran_order': ${order}, 'shape': (${shape.join(', ')},), }`;
  const padded = `${header.padEnd(Math.ceil((header.length + 11) / 64) * 64 - 11)}\n`;
  const start = [0x93, ...Buffer.from('NUMPY'), 1, 0, padded.length & 255, padded.length >> 8];
  return Uint8Array.from([...start, ...Buffer.from(padded), ...data]);
}
