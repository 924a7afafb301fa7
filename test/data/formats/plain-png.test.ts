import { deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { crc32 } from '../../../src/data/crc32.ts';
import { plainPng } from '../../../src/data/formats/plain-png.ts';

const [width, height] = [23, 17];
const numbers = (channels: number) =>
  Uint8Array.from({ length: width * height * channels }, (_, i) => (i * 97 + (i >> 8) * 13) % 256);
const image = (channels: 1 | 2 | 3 | 4, data = numbers(channels)) => sharp(data, { raw: { width, height, channels } });
const grey = () => image(1).toColourspace('b-w');
/** The same number in each channel, and no transparency. */
const greyAs = (channels: 2 | 3 | 4) =>
  image(
    channels,
    Uint8Array.from({ length: width * height * channels }, (_, i) =>
      channels !== 3 && i % channels === channels - 1 ? 255 : numbers(1)[Math.floor(i / channels)]!,
    ),
  );
/** What a general decoder makes of the file. */
async function decodedBySharp(file: Buffer, channels: number): Promise<Uint8Array> {
  const to = channels === 1 ? 'b-w' : 'srgb';
  const { data, info } = await sharp(file).toColourspace(to).raw().toBuffer({ resolveWithObject: true });
  return Uint8Array.from(
    { length: channels * width * height },
    (_, i) => data[(i % (width * height)) * info.channels + Math.floor(i / (width * height))]!,
  );
}

const chunk = (type: string, body: Uint8Array) => {
  const bytes = Buffer.concat([Buffer.alloc(4), Buffer.from(type, 'latin1'), body, Buffer.alloc(4)]);
  bytes.writeUInt32BE(body.length, 0);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, -4)), bytes.length - 4);
  return bytes;
};
/** A grey PNG of 4 × 5 with these filtered rows, and chunks behind its header. */
function written(rows: Uint8Array, { others = [] as readonly Buffer[], parts = 1, colours = 0 } = {}): Buffer {
  const header = Buffer.from([0, 0, 0, 4, 0, 0, 0, 5, 8, colours, 0, 0, 0]);
  const packed = deflateSync(rows);
  const length = Math.ceil(packed.length / parts);
  const data = Array.from({ length: parts }, (_, i) => chunk('IDAT', packed.subarray(i * length, (i + 1) * length)));
  const all = [chunk('IHDR', header), ...others, ...data, chunk('IEND', new Uint8Array())];
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...all]);
}
/** Five rows, one by each filter. */
const everyFilter = Uint8Array.from({ length: 25 }, (_, i) => (i % 5 === 0 ? i / 5 : (i * 97) % 256));
const read = (file: Buffer, shape = [1, 5, 4]) => plainPng(file, shape);

describe('plainPng(file, shape)', () => {
  it.each<[string, number, () => Sharp]>([
    ['grey', 1, grey],
    ['grey, as colour', 3, grey],
    ['colour', 3, () => image(3)],
    ['grey written as colour', 1, () => greyAs(3)],
    ['grey with an opaque alpha', 1, () => greyAs(2)],
    ['colour with an opaque alpha', 3, () => greyAs(4)],
  ])('reads %s as the general decoder does', async (_, channels, make) => {
    const file = await make().png({ adaptiveFiltering: true }).toBuffer();
    expect(plainPng(file, [channels, height, width])).toEqual(await decodedBySharp(file, channels));
  });

  it('undoes every filter, of pixels in several chunks, and leaves aside what says nothing about them', async () => {
    const file = written(everyFilter, { parts: 3, others: [chunk('gAMA', Buffer.from([0, 0, 0xb1, 0x8f]))] });
    const general = await sharp(file).toColourspace('b-w').raw().toBuffer();
    expect([...read(file)!]).toEqual([...general]);
  });

  it.each<[string, () => Buffer | Promise<Buffer>, number[]?]>([
    ['another size', () => written(everyFilter), [1, 4, 5]],
    ['another file', () => Buffer.from('GIF89a'.padEnd(100))],
    ['16 bits', () => image(3).toColourspace('rgb16').png().toBuffer(), [3, height, width]],
    ['a palette', () => image(3).png({ palette: true }).toBuffer(), [3, height, width]],
    ['colours where grey is wanted', () => image(3).png().toBuffer(), [1, height, width]],
    ['transparency', () => image(4).png().toBuffer(), [3, height, width]],
    ['rows in several passes', () => image(3).png({ progressive: true }).toBuffer(), [3, height, width]],
    ['a profile', () => image(3).withIccProfile('p3').png().toBuffer(), [3, height, width]],
    ['an orientation', () => image(3).withMetadata({ orientation: 3 }).png().toBuffer(), [3, height, width]],
    ['a transparent colour', () => written(everyFilter, { others: [chunk('tRNS', Buffer.from([0, 7]))] })],
    ['too few rows', () => written(everyFilter.subarray(0, 20))],
    ['too many rows', () => written(new Uint8Array(30))],
    ['a filter that there is not', () => written(everyFilter.with(0, 5))],
    ['a damaged chunk', () => Buffer.from(written(everyFilter).map((byte, i) => (i === 45 ? byte ^ 1 : byte)))],
    ['half a file', () => written(everyFilter).subarray(0, 60)],
  ])('leaves %s to the general decoder', async (_, make, shape) => {
    expect(read(await make(), shape)).toBeUndefined();
  });
});
