import { range } from 'd3-array';
import { equallyLong } from './checks.ts';
import { figure, type Heading } from './figure.ts';
import { encodeImages, type Images } from './raster.ts';
import { imagesOf } from './samples.ts';
import { tileGrid, tileSize, type Verdict } from './tile.ts';

/** What `imageGrid` draws. */
export interface ImageGridOptions extends Heading {
  /** [n, 1 or 3, height, width], `uint8` 0…255 or float 0…1. */
  readonly images: Images;
  /** A name or a remark below each image. */
  readonly captions?: readonly string[];
  /** A coloured border with a tick or a cross; `undefined` gives a plain one. */
  readonly verdicts?: readonly (Verdict | undefined)[];
  /** @default 10 */
  readonly columns?: number;
}

/** Images in a grid, with captions and with right or wrong marked where given. */
export async function imageGrid(options: ImageGridOptions): Promise<string> {
  const { images, captions, verdicts, columns = 10 } = options;
  imagesOf('imageGrid', 'images', images);
  const n = images.shape[0]!;
  if (captions) equallyLong('imageGrid', 'captions, one an image', n, captions.length);
  if (verdicts) equallyLong('imageGrid', 'verdicts, one an image', n, verdicts.length);
  const tiles = (await encodeImages(images, range(n))).map((image, k) => ({
    image,
    ...(captions && { captions: [captions[k]!] }),
    ...(verdicts?.[k] && { verdict: verdicts[k] }),
  }));
  return figure(options, tileGrid(tiles, tileSize(images), columns));
}
