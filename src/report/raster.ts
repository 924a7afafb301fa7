import sharp from 'sharp';
import { type NdArray, rowsBetween } from '../nd-array.ts';
import { dataUri } from './data-uri.ts';
import { type Box, element } from './svg.ts';
import { theme } from './theme.ts';

/** A layer of SVG drawn into pixels, as an `<image>` of the same place: smaller, where the layer has thousands of marks. */
export async function rasterised(box: Box, layer: string): Promise<string> {
  const { left, top, width, height } = box;
  const svg = element(
    'svg',
    { xmlns: 'http://www.w3.org/2000/svg', width, height, viewBox: `${left} ${top} ${width} ${height}` },
    layer,
  );
  const png = await sharp(Buffer.from(svg), { density: 72 * theme.pngScale })
    .png({ palette: true, colours: 256, dither: 0 })
    .toBuffer();
  return element('image', { x: left, y: top, width, height, href: dataUri('image/png', png) });
}

/** Images of a data set: `uint8` 0…255 or float 0…1 (what lies outside is clipped), [n, 1 or 3 channels, height, width]. */
export type Images = NdArray;

/** PNG data addresses of the images that `indices` name; large ones are scaled down to `maxSide` pixels. */
export function encodeImages(images: Images, indices: readonly number[], maxSide = 160): Promise<string[]> {
  return Promise.all(
    indices.map(async index => {
      const { bytes, raw } = pixelsOf(images, index);
      const image = sharp(bytes, { raw });
      if (Math.max(raw.width, raw.height) > maxSide) image.resize(maxSide, maxSide, { fit: 'inside' });
      return dataUri('image/png', await image.png({ compressionLevel: 9 }).toBuffer());
    }),
  );
}

/** Images from their data addresses, [n, 3, height, width], as large as the first. */
export async function decodeImages(addresses: readonly string[]): Promise<NdArray<Uint8Array>> {
  const encoded = addresses.map(address => Buffer.from(address.slice(address.indexOf(',') + 1), 'base64'));
  const { width, height } = await sharp(encoded[0]).metadata();
  const area = width * height;
  const data = new Uint8Array(addresses.length * 3 * area);
  for (const [i, bytes] of encoded.entries()) {
    const image = sharp(bytes).flatten().toColourspace('srgb').resize(width, height, { fit: 'fill' });
    const pixels = await image.raw().toBuffer(); // [height, width, 3]
    for (let k = 0; k < pixels.length; k++) data[(i * 3 + (k % 3)) * area + Math.floor(k / 3)] = pixels[k]!;
  }
  return { data, shape: [addresses.length, 3, height, width] };
}

/** One image as `sharp` takes it. */
export function pixelsOf(images: Images, index: number) {
  const [, channels = 1, height = 1, width = 1] = images.shape;
  const raw = { width, height, channels: channels === 3 ? 3 : 1 } as const;
  return { bytes: interleave(images, index), raw };
}

/** One image [channels, height, width] as bytes [height, width, channels]. */
function interleave(images: Images, index: number): Uint8Array {
  const [, channels = 1, height = 1, width = 1] = images.shape;
  const data = rowsBetween(images, index, index + 1);
  const area = height * width;
  const scale = data instanceof Uint8Array ? 1 : 255;
  const bytes = new Uint8ClampedArray(area * channels);
  for (let channel = 0; channel < channels; channel++) {
    const start = channel * area;
    for (let pixel = 0; pixel < area; pixel++) {
      bytes[pixel * channels + channel] = Number(data[start + pixel]) * scale;
    }
  }
  return new Uint8Array(bytes.buffer);
}
