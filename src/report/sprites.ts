import { range } from 'd3-array';
import sharp from 'sharp';
import { type Images, pixelsOf } from './raster.ts';
import { imagesOf } from './samples.ts';

/** How images lie in a sheet: row by row, `columns` of them in each. */
export interface SpriteTile {
  readonly width: number;
  readonly height: number;
  readonly columns: number;
}

const largest = 48;

/** Many images as one PNG, edge to edge; those larger than `side` pixels are scaled down. */
export async function spriteSheet(images: Images, side = largest): Promise<{ png: Uint8Array; tile: SpriteTile }> {
  imagesOf('spriteSheet', 'images', images);
  const [n = 0, , imageHeight = 1, imageWidth = 1] = images.shape;
  const scale = Math.min(1, side / Math.max(imageHeight, imageWidth));
  const [width, height] = [imageWidth, imageHeight].map(extent => Math.max(1, Math.round(extent * scale))) as [
    number,
    number,
  ];
  const columns = Math.ceil(Math.sqrt(n));
  const channels = images.shape[1] === 3 ? 3 : 1;
  const tiles = await Promise.all(range(n).map(k => scaled(pixelsOf(images, k), width, height)));
  const stride = columns * width * channels;
  const sheet = Buffer.alloc(stride * height * Math.ceil(n / columns));
  for (const [k, tile] of tiles.entries()) {
    const corner = Math.floor(k / columns) * height * stride + (k % columns) * width * channels;
    for (let row = 0; row < height; row++) {
      sheet.set(tile.subarray(row * width * channels, (row + 1) * width * channels), corner + row * stride);
    }
  }
  const raw = { width: columns * width, height: sheet.length / stride, channels } as const;
  const png = await sharp(sheet, { raw }).png({ compressionLevel: 9 }).toBuffer();
  return { png, tile: { width, height, columns } };
}

async function scaled({ bytes, raw }: ReturnType<typeof pixelsOf>, width: number, height: number): Promise<Uint8Array> {
  if (raw.width === width && raw.height === height) return bytes;
  const image = sharp(bytes, { raw }).resize(width, height, { fit: 'fill' });
  return (raw.channels === 1 ? image.toColourspace('b-w') : image).raw().toBuffer();
}
