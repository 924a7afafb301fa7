import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import sharp from 'sharp';
import { theme } from './theme.ts';

/**
 * Writes a picture as `<path>.svg` and `<path>.png` (twice as many pixels), each whole or not at all.
 * The folder is made where it is missing. Gives back the two files' names.
 */
export async function savePlot(svg: string, path: string): Promise<{ svg: string; png: string }> {
  const png = await sharp(Buffer.from(svg), { density: 72 * theme.pngScale })
    .flatten({ background: theme.background })
    .png({ compressionLevel: 9 })
    .toBuffer();
  return { svg: await writeWhole(`${path}.svg`, svg), png: await writeWhole(`${path}.png`, png) };
}

/** Writes an animation as `<path>.gif`, whole or not at all, and gives back the file's name. */
export const saveGif = (gif: Uint8Array, path: string): Promise<string> => writeWhole(`${path}.gif`, gif);

async function writeWhole(file: string, content: string | Uint8Array): Promise<string> {
  const temporary = `${file}.${process.pid}.part`;
  await mkdir(dirname(file), { recursive: true });
  try {
    await writeFile(temporary, content);
    await rename(temporary, file);
  } finally {
    await rm(temporary, { force: true });
  }
  return file;
}
