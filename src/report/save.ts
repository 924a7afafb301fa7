import sharp from 'sharp';
import { writeWhole } from '../files.ts';
import { theme } from './theme.ts';

/**
 * Writes a picture as `<path>.svg` and `<path>.png` (twice as many pixels), each whole or not at all.
 * The folder is made where it is missing. Gives back the two files' names.
 */
export async function savePlot(svg: string, path: string): Promise<{ svg: string; png: string }> {
  const files = { svg: `${path}.svg`, png: `${path}.png` };
  const png = await sharp(Buffer.from(svg), { density: 72 * theme.pngScale })
    .flatten({ background: theme.background })
    .png({ compressionLevel: 9 })
    .toBuffer();
  writeWhole(files.svg, svg);
  writeWhole(files.png, png);
  return files;
}
