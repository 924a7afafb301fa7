import { expect, test } from 'vitest';
import { scatter } from '../../src/report/scatter.ts';
import { clusters, count, expectWholePicture, look, written } from './pictures.ts';

const digits = [...'0123456789'];
const small = { ...clusters(60, 10), classNames: digits, title: 'Latent space', subtitle: '60 points & more' };
const mark = /<use href="#nf-marker-/g;

test('scatter(options) draws a marker a point, and each class name in the legend and at its median', async () => {
  const svg = await scatter(small);
  expectWholePicture(svg);
  expect(count(svg, mark)).toBe(60);
  const lines = written(svg);
  expect(lines).toEqual(expect.arrayContaining(['Latent space', '60 points &amp; more', '60 points', 'dimension 1']));
  expect(lines.filter(line => line === '7')).toHaveLength(2);
});

test('scatter(options) gives ten classes ten colours, and neighbouring classes different shapes', async () => {
  const svg = await scatter(small);
  const markers = [...svg.matchAll(/<path id="nf-marker-10-\d+-\d+(?:_\d+)?" d="([^"]+)" fill="([^"]+)"/g)];
  expect(new Set(markers.map(([, , color]) => color)).size).toBe(10);
  expect(new Set(markers.slice(0, 5).map(([, shape]) => shape)).size).toBe(5);
});

test('scatter(options) gives the same picture for the same points', async () => {
  expect(await scatter(small)).toBe(await scatter(small));
});

test('scatter({ parts }) draws a panel a part with its own points', async () => {
  const of = Array.from({ length: 60 }, (_, i) => (i < 40 ? 0 : 1));
  const svg = await scatter({ ...small, parts: { names: ['train', 'test'], of } });
  expectWholePicture(svg);
  expect(count(svg, mark)).toBe(60);
  expect(written(svg)).toEqual(expect.arrayContaining(['train', '40 points', 'test', '20 points']));
});

test('scatter(options) has no legend from 21 classes on, but up to fifteen names in the picture, none above another', async () => {
  const classNames = Array.from({ length: 100 }, (_, i) => `glyph ${i}`);
  const lines = written(await scatter({ ...small, ...clusters(300, 100), classNames }));
  const names = lines.filter(line => line.startsWith('glyph'));
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThan(10);
  expect(names.length).toBeLessThanOrEqual(15);
});

test('scatter(options) draws more than 3000 points into pixels', async () => {
  const svg = await scatter({ ...small, ...clusters(3001, 10) });
  expectWholePicture(svg);
  expect(count(svg, mark)).toBe(0);
  const [, png] = svg.match(/href="data:image\/png;base64,([^"]+)"/)!;
  const { width, height, spread } = await look(Buffer.from(png!, 'base64'));
  expect([width, height]).toEqual([1120, 1074]); // as wide as the panel, as high as the points need
  expect(spread).toBeGreaterThan(5);
});

test('scatter(options) draws a single point', async () => {
  expectWholePicture(await scatter({ points: [[1, 2]], labels: [0], classNames: ['only'], title: 'One' }));
});

test('scatter(options) says what is wrong with its input', async () => {
  const complaint = (change: object) => expect(scatter({ ...small, ...change })).rejects;
  await complaint({ points: [], labels: [] }).toThrow('scatter: expected at least one point, got none.');
  await complaint(clusters(60, 10, 3)).toThrow(
    'scatter: expected 2 columns in points (use project for more dimensions), got 3.',
  );
  await complaint({ labels: [0, 1] }).toThrow('scatter: expected 60 labels, one a point, got 2.');
  await complaint({ classNames: ['a', 'b'] }).toThrow(
    'scatter: expected labels that are indices into the 2 class names, got 2 at place 2.',
  );
  await complaint({ points: [[1, Number.NaN]], labels: [0] }).toThrow(
    'scatter: expected finite numbers as points, got NaN at place 1.',
  );
});

test('scatter({ images }) shows the sample in the middle of each class from eleven classes on', async () => {
  const { points, labels } = clusters(240, 12);
  const asked: number[][] = [];
  const images = async (rows: readonly number[]) => {
    asked.push([...rows]);
    return rows.map(() => 'data:image/png;base64,AAAA');
  };
  const classNames = Array.from({ length: 12 }, (_, i) => `class ${i}`);
  const svg = await scatter({ title: 'T', points, labels, classNames, images });
  expectWholePicture(svg);
  const shown = asked.flat();
  expect(shown.length).toBeGreaterThan(4);
  expect(new Set(shown.map(row => labels[row])).size).toBe(shown.length);
  expect(count(svg, /<image /g)).toBe(shown.length);
  const few = await scatter({ ...small, images });
  expect(count(few, /<image /g)).toBe(0);
});

test('scatter(options) fits its axes to the points, with one scale for both where they are not in a narrow band', async () => {
  const corners = (width: number, height: number) => [
    [0, 0],
    [width, 0],
    [0, height],
    [width, height],
  ];
  const places = async (points: number[][]) => {
    const svg = await scatter({ title: '', points, labels: [0, 0, 0, 0], classNames: ['a'] });
    const [width, height] = /data-content="\d+ \d+ (\d+) (\d+)"/.exec(svg)!.slice(1).map(Number);
    const uses = [...svg.matchAll(/<use href="#nf-marker[^"]*" x="([\d.]+)" y="([\d.]+)"/g)].map(([, x, y]) => [
      Number(x),
      Number(y),
    ]);
    const across = (axis: 0 | 1) => Math.max(...uses.map(use => use[axis]!)) - Math.min(...uses.map(use => use[axis]!));
    return { size: [width!, height!], across: [across(0), across(1)] as const };
  };
  const wide = await places(corners(10, 8));
  expect(wide.across[0] / 10).toBeCloseTo(wide.across[1] / 8, 0);
  expect(wide.across[0]).toBeGreaterThan(500);
  const band = await places(corners(10, 1));
  expect(band.across[0]).toBeGreaterThan(500);
  expect(band.across[1]).toBeGreaterThan(280);
});
