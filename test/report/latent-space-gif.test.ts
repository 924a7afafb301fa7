import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, expect, test } from 'vitest';
import { latentSpaceGif, saveGif } from '../../src/report/latent-space-gif.ts';
import { usualPoints } from '../../src/report/points.ts';
import { clusters, look } from './pictures.ts';

const folder = mkdtempSync(join(tmpdir(), 'nearfar-gif-'));
afterAll(() => rmSync(folder, { recursive: true }));

const { points, labels } = clusters(30, 3);
const small = { data: points.data.map(value => value / 4), shape: points.shape };
const classNames = ['a', 'b', 'c'];
const base = { title: 'Latent space', labels, classNames };
const frames = [
  { points: small, title: 'epoch 0' },
  { points, title: 'epoch 1' },
];

const gif = await latentSpaceGif({ ...base, frames });
const page = (index: number) => sharp(gif, { page: index }).removeAlpha().raw().toBuffer({ resolveWithObject: true });

test('latentSpaceGif({ frames }) glides between few frames, loops, and rests on the last', async () => {
  const { pages, loop, delay, format } = await sharp(gif).metadata();
  expect({ format, pages, loop }).toEqual({ format: 'gif', pages: 9, loop: 0 });
  expect(delay!.slice(-2)).toEqual([100, 2500]);
  const pictures = await Promise.all([0, 4, 8].map(page));
  expect(new Set(pictures.map(({ data }) => data.toString('base64'))).size).toBe(3);
  expect((await look(Buffer.from(gif))).spread).toBeGreaterThan(5);
});

test('latentSpaceGif({ frames }) keeps its axes though the points spread', async () => {
  const strips = (await Promise.all([0, 8].map(page))).map(({ data, info }) => data.subarray(-60 * info.width * 3));
  expect(strips[0]!.some(byte => byte < 200)).toBe(true);
  expect(strips[0]!.equals(strips[1]!)).toBe(true);
});

test('usualPoints(frames) holds all of the last frame, and of the others what is not far out', () => {
  const many = (value: number) => Float32Array.from({ length: 4000 }, (_, i) => (i < 2 ? value : (i % 7) - 3));
  const bounds = (frames: Float32Array[]) => [Math.min(...usualPoints(frames)), Math.max(...usualPoints(frames))];
  expect(bounds([many(0), many(100)])).toEqual([-3, 100]);
  expect(bounds([many(100), many(0)])).toEqual([-3, 3]);
  expect(bounds([many(-50)])).toEqual([-50, 3]);
});

test('latentSpaceGif(options) gives the same file for the same points; saveGif(gif, path) writes it and nothing else', async () => {
  const again = await latentSpaceGif({ ...base, frames });
  expect(saveGif(again, join(folder, 'latent-space'))).toBe(join(folder, 'latent-space.gif'));
  expect(readdirSync(folder)).toEqual(['latent-space.gif']);
  expect(readFileSync(join(folder, 'latent-space.gif')).equals(gif)).toBe(true);
});

test('latentSpaceGif(options) says what is wrong with its input', async () => {
  await expect(latentSpaceGif({ ...base, frames: [] })).rejects.toThrow(
    'latentSpaceGif: expected at least one frame, got none.',
  );
  await expect(latentSpaceGif({ ...base, frames: [{ points: [[1, 2]], title: 'epoch 3' }] })).rejects.toThrow(
    'latentSpaceGif: expected 30 points in frame "epoch 3", one a label, got 1.',
  );
  await expect(latentSpaceGif({ ...base, frames, classNames: ['a'] })).rejects.toThrow(
    'expected labels that are indices into the 1 class names, got 1 at place 1.',
  );
});
