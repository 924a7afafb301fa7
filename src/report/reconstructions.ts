import { range } from 'd3-array';
import { equallyLong } from './checks.ts';
import { figure, type Heading } from './figure.ts';
import { encodeImages, type Images } from './raster.ts';
import { imagesOf } from './samples.ts';
import { at } from './svg.ts';
import { text, textWidth } from './text.ts';
import { theme } from './theme.ts';
import { tile, tileSize } from './tile.ts';

/** What `reconstructions` draws. */
export interface ReconstructionsOptions extends Heading {
  /** [n, 1 or 3, height, width], `uint8` 0…255 or float 0…1. */
  readonly originals: Images;
  /** What the decoder made of each. */
  readonly reconstructions: Images;
}

const columns = 10;

/** Images above what an autoencoder made of them, ten pairs a row. */
export async function reconstructions(options: ReconstructionsOptions): Promise<string> {
  const { originals, reconstructions } = options;
  imagesOf('reconstructions', 'originals', originals);
  imagesOf('reconstructions', 'reconstructions', reconstructions);
  const n = originals.shape[0]!;
  equallyLong('reconstructions', 'reconstructions', n, reconstructions.shape[0]!);
  const size = tileSize(originals);
  const pairs = await Promise.all([originals, reconstructions].map(images => encodeImages(images, range(n))));
  const left = textWidth('reconstruction') + 12;
  const [stepX, stepY] = [size.width + 6, 2 * size.height + 26];
  const tiles = range(n).map(k => {
    const [x, y] = [left + (k % columns) * stepX, Math.floor(k / columns) * stepY];
    return at(x, y, ...pairs.map((images, side) => at(0, side * (size.height + 4), tile({ image: images[k]! }, size))));
  });
  const rows = Math.ceil(n / columns);
  const style = { fill: theme.muted, anchor: 'end' } as const;
  const names = range(rows).map(row =>
    at(
      left - 12,
      row * stepY + size.height / 2 + 4,
      text(0, 0, 'original', style) + text(0, size.height + 4, 'reconstruction', style),
    ),
  );
  return figure(options, {
    markup: names.join('') + tiles.join(''),
    width: left + Math.min(n, columns) * stepX - 6,
    height: rows * stepY - 22,
  });
}
