import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodeImage, imageHeader } from '../../../src/data/formats/image-file.ts';
import { statedSize } from '../../../src/data/formats/stated-size.ts';

const image = () => sharp({ create: { width: 31, height: 12, channels: 3, background: '#246' } });
const size = { width: 31, height: 12 };
const text = (value: string) => Buffer.from(value, 'latin1');
/** A JPEG up to its frame, which states 20 × 10, with other segments before it. */
const jpeg = (...before: string[]) => text(`\xff\xd8${before.join('')}\xff\xc0\0\x11\x08\0\x0a\0\x14\x03`);

describe('statedSize(file)', () => {
  it.each([
    ['PNG', () => image().png()],
    ['JPEG', () => image().jpeg()],
    ['progressive JPEG', () => image().jpeg({ progressive: true })],
    ['JPEG with a profile and EXIF', () => image().withMetadata({ orientation: 6 }).withIccProfile('p3').jpeg()],
  ])('tells the size of a %s as it is stored', async (_, make) => {
    expect(statedSize(await make().toBuffer())).toEqual(size);
  });

  it('skips segments before the frame, also what looks like a frame in them', () => {
    const inside = '\xff\xc0\0\x11\x08\0\x01\0\x01\x03';
    expect(statedSize(jpeg(`\xff\xe1\0\x0c${inside}`, '\xff\xc4\0\x03\0'))).toEqual({ width: 20, height: 10 });
  });

  it.each([
    ['another format', text('GIF89a'.padEnd(40))],
    ['a JPEG with other bytes between segments', jpeg('\0')],
    ['a JPEG with bytes that fill', jpeg('\xff')],
    ['a JPEG without a frame before its scan', jpeg('\xff\xda\0\x08\0\0\0\0\0\0')],
    ['a JPEG that states its height later', Buffer.from(jpeg().with(8, 0))],
    ['a part of a JPEG', jpeg().subarray(0, 8)],
    ['a part of a PNG', text('\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR')],
  ])('leaves %s to a decoder', (_, file) => {
    expect(statedSize(file)).toBeUndefined();
  });

  it('is what an image is refused by before it is decoded, whatever its orientation', async () => {
    const turned = await image().withMetadata({ orientation: 6 }).jpeg().toBuffer();
    expect(await imageHeader({ bytes: turned })).toEqual({ width: 12, height: 31, channels: 3 });
    const large = Buffer.from(turned);
    const frame = large.indexOf(text('\xff\xc0'));
    large.writeUInt16BE(50_000, frame + 5);
    large.writeUInt16BE(50_000, frame + 7);
    await expect(decodeImage({ bytes: large }, [3, 8, 8], 'cover')).rejects.toThrow(
      '50000×50000 pixels, more than 50 megapixels',
    );
  });
});
