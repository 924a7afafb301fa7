import { encode } from 'bmp-ts';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { BadImage, decodeImage, imageHeader } from '../../../src/data/formats/image-file.ts';
import { plainImage } from '../../support/own-data.ts';

const decoded = async (bytes: Uint8Array, shape: readonly number[] = [3, 2, 2]) =>
  Array.from(await decodeImage({ bytes }, shape, 'cover'));
const text = (value: string) => Buffer.from(value, 'latin1');

/** Red, channel by channel. */
const RED = [255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0];
const near = (values: readonly number[], wanted: readonly number[], by = 4) => {
  expect(values).toHaveLength(wanted.length);
  for (const [i, value] of values.entries()) expect(Math.abs(value - wanted[i]!)).toBeLessThanOrEqual(by);
};

describe('decodeImage({ bytes }, shape, fit)', () => {
  const red = () => plainImage(2, 2);
  it.each([
    ['JPEG', () => red().jpeg({ quality: 100 }).toBuffer()],
    ['PNG', () => red().png().toBuffer()],
    ['WebP', () => red().webp({ lossless: true }).toBuffer()],
    ['GIF', () => red().gif().toBuffer()],
    ['TIFF', () => red().tiff().toBuffer()],
    ['AVIF', () => plainImage(16, 16).avif({ lossless: true }).toBuffer()],
    ['16-bit PNG', () => red().toColourspace('rgb16').png().toBuffer()],
    [
      'PPM of bytes',
      async () =>
        Buffer.concat([text('P6\n# a comment\n2 2 255\n'), Buffer.from([255, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0])]),
    ],
    ['PPM of digits', async () => text(`P3 2 2 15\n${'15 0 0 '.repeat(4)}`)],
    [
      'BMP',
      async () =>
        Buffer.from(
          encode({
            data: Buffer.from([0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255]),
            width: 2,
            height: 2,
            bitPP: 24,
          }).data,
        ),
    ],
  ])('reads %s', async (_, make) => near(await decoded(await make()), RED));

  it('reads PGM: bytes, digits, and 16 bits scaled to 8', async () => {
    expect(await decoded(Buffer.concat([text('P5 2 2 255\n'), Buffer.from([0, 1, 128, 255])]), [1, 2, 2])).toEqual([
      0, 1, 128, 255,
    ]);
    expect(await decoded(text('P2\n2 2\n3\n0 1\n2 3\n'), [1, 2, 2])).toEqual([0, 85, 170, 255]);
    expect(await decoded(Buffer.concat([text('P5 2 1 65535\n'), Buffer.from([0, 0, 255, 255])]), [1, 1, 2])).toEqual([
      0, 255,
    ]);
  });

  it('scales 16-bit grey to 8', async () => {
    const grey = Uint16Array.of(0, 65_535, 32_768, 257);
    const png = sharp(grey, { raw: { width: 2, height: 2, channels: 1 } })
      .toColourspace('grey16')
      .png();
    near(await decoded(await png.toBuffer(), [1, 2, 2]), [0, 255, 128, 1], 1);
  });

  it('puts transparent images on white', async () => {
    const clear = await plainImage(2, 2, { r: 255, g: 0, b: 0, alpha: 0 }, 4).png().toBuffer();
    expect(await decoded(clear)).toEqual(new Array(12).fill(255));
  });

  it('repeats grey where colour is wanted, and makes colour grey', async () => {
    expect(await decoded(Buffer.concat([text('P5 1 1 255\n'), Buffer.from([7])]), [3, 1, 1])).toEqual([7, 7, 7]);
    const [grey] = await decoded(await plainImage(2, 2, '#fff').png().toBuffer(), [1, 1, 1]);
    expect(grey).toBe(255);
  });

  it('turns as the EXIF orientation says', async () => {
    const pixels = Uint8Array.of(255, 0);
    const turned = sharp(pixels, { raw: { width: 2, height: 1, channels: 1 } }).withMetadata({ orientation: 6 });
    const bytes = await turned.toColourspace('b-w').tiff().toBuffer();
    expect(await imageHeader({ bytes })).toMatchObject({ width: 1, height: 2 });
    expect(await decoded(bytes, [1, 2, 1])).toEqual([255, 0]);
  });

  it('covers, contains and fills', async () => {
    const bar = Buffer.concat([text('P5 4 2 255\n'), Buffer.from([9, 9, 9, 9, 9, 9, 9, 9])]);
    const by = (fit: 'cover' | 'contain' | 'fill') =>
      decodeImage({ bytes: bar }, [1, 4, 4], fit).then(data => Array.from(data));
    expect(await by('cover')).toEqual(new Array(16).fill(9));
    expect(await by('fill')).toEqual(new Array(16).fill(9));
    expect(await by('contain')).toEqual([0, 0, 0, 0, 9, 9, 9, 9, 9, 9, 9, 9, 0, 0, 0, 0]);
  });
});

describe('decodeImage() throws BadImage for', () => {
  it.each([
    ['an empty file', Buffer.alloc(0), 'an empty file'],
    ['SVG', text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'), 'SVG, a drawing without pixels'],
    ['text', text('hello, world'), 'no image of a known format'],
    ['half a PGM file', text('P5 9 9 255\nabc'), 'damaged: fewer bytes than its header says'],
    ['a PGM file of a gigapixel', text('P5 40000 40000 255\n'), '40000×40000 pixels, more than 50 megapixels'],
    ['a PNG file that is cut off', text('\x89PNG\r\n\x1a\n'), 'damaged: '],
  ])('%s', async (_, bytes, reason) => {
    const error = await decodeImage({ bytes }, [1, 4, 4], 'cover').catch(caught => caught);
    expect(error).toBeInstanceOf(BadImage);
    expect(error.message).toContain(reason);
  });

  it('a PNG file that claims more than 50 megapixels, before it is decoded', async () => {
    const png = await plainImage(2, 2).png().toBuffer();
    png.writeUInt32BE(30_000, 16);
    png.writeUInt32BE(30_000, 20);
    await expect(decodeImage({ bytes: png }, [1, 4, 4], 'cover')).rejects.toThrow(/30000×30000 pixels|damaged/);
  });

  it('a path where nothing lies', async () => {
    await expect(decodeImage({ path: '/nowhere.png' }, [1, 4, 4], 'cover')).rejects.toThrow('not there');
  });
});
