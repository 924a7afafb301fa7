import sharp from 'sharp';
import { expect } from 'vitest';
import { Random } from '../../src/random.ts';

/** Points around one centre a class, classes in turn. */
export function clusters(n: number, numClasses: number, dim = 2) {
  const random = new Random(1);
  const data = new Float32Array(n * dim);
  const labels = Int32Array.from({ length: n }, (_, i) => i % numClasses);
  for (let i = 0; i < data.length; i++) {
    const label = labels[Math.floor(i / dim)]!;
    data[i] = 8 * Math.cos(label * 2.4 + (i % dim)) + random.normal();
  }
  return { points: { data, shape: [n, dim] }, labels };
}

export const count = (svg: string, pattern: RegExp): number => [...svg.matchAll(pattern)].length;

/** What is written in a picture, line by line. */
export const written = (svg: string): string[] => [...svg.matchAll(/aria-label="([^"]*)"/g)].map(([, line]) => line!);

/** A picture needs no font, and shows no number that is none. */
export function expectWholePicture(svg: string): void {
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="\d+" height="\d+"/);
  expect(svg).not.toMatch(/<text|font-family|NaN|Infinity|undefined/);
}

/** The size of an image file's pixels and how far their brightness spreads: zero where it is blank. */
export async function look(image: Buffer | string): Promise<{ width: number; height: number; spread: number }> {
  const { width, height } = await sharp(image).metadata();
  const { channels } = await sharp(image).greyscale().stats();
  return { width, height, spread: channels[0]!.stdev };
}
