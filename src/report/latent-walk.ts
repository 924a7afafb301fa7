import { equallyLong, someOf } from './checks.ts';
import { figure, type Heading } from './figure.ts';
import { encodeImages, type Images } from './raster.ts';
import { imagesOf } from './samples.ts';
import { at, element } from './svg.ts';
import { text, textWidth } from './text.ts';
import { theme } from './theme.ts';
import { tileSize } from './tile.ts';

/** The values that one dimension takes along a side of the grid. */
export interface WalkAxis {
  readonly label: string;
  readonly values: readonly number[];
}

/** What `latentWalk` draws. */
export interface LatentWalkOptions extends Heading {
  /** Decoded images, row by row: for each value of `y` (top to bottom) one for each value of `x`. */
  readonly images: Images;
  readonly x: WalkAxis;
  readonly y: WalkAxis;
}

/** What a decoder makes of the points of a grid in latent space: images edge to edge, the grid's values along the sides. */
export async function latentWalk(options: LatentWalkOptions): Promise<string> {
  const { images, x, y } = options;
  imagesOf('latentWalk', 'images', images);
  someOf('latentWalk', 'value along x', x.values.length);
  someOf('latentWalk', 'value along y', y.values.length);
  const [columns, rows] = [x.values.length, y.values.length];
  equallyLong('latentWalk', `images, for ${rows} rows of ${columns}`, rows * columns, images.shape[0]!);
  const { width, height, pixelated } = tileSize(images, Math.max(28, Math.min(60, 620 / columns)));
  const style = pixelated ? 'image-rendering:pixelated' : undefined;
  const [href] = await encodeImages(sheetOf(images, columns), [0], 2000);
  const picture = element('image', { width: columns * width, height: rows * height, href, style });
  const small = { fill: theme.muted, size: theme.size.tick };
  const left = Math.max(...y.values.map(value => textWidth(written(value), small))) + 10;
  const top = 26;
  const along = x.values.map((value, k) =>
    text(left + (k + 0.5) * width, top + rows * height + 16, written(value), { ...small, anchor: 'middle' }),
  );
  const down = y.values.map((value, k) =>
    text(left - 8, top + (k + 0.5) * height + 4, written(value), { ...small, anchor: 'end' }),
  );
  const right = left + columns * width;
  const labels = text(left, 14, y.label) + text(right, top + rows * height + 34, x.label, { anchor: 'end' });
  return figure(options, {
    markup: labels + along.join('') + down.join('') + at(left, top, picture),
    width: right,
    height: top + rows * height + 38,
  });
}

/** One image of all, edge to edge: side by side they would show seams. */
function sheetOf({ data, shape }: Images, columns: number): Images {
  const [n = 0, channels = 1, height = 1, width = 1] = shape;
  const [sheetHeight, sheetWidth] = [(n / columns) * height, columns * width];
  const sheet = data.slice();
  for (let k = 0; k < n; k++) {
    const corner = Math.floor(k / columns) * height * sheetWidth + (k % columns) * width;
    for (let row = 0; row < channels * height; row++) {
      const from = (k * channels * height + row) * width;
      const channel = Math.floor(row / height) * sheetHeight * sheetWidth;
      sheet.set(data.subarray(from, from + width) as never, channel + corner + (row % height) * sheetWidth);
    }
  }
  return { data: sheet, shape: [1, channels, sheetHeight, sheetWidth] };
}

/** One decimal, with a real minus sign. */
const written = (value: number): string => value.toFixed(1).replace('-', '−');
