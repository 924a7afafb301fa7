import { expect, test } from 'vitest';
import { curves } from '../../src/report/curves.ts';
import { count, expectWholePicture, written } from './pictures.ts';

const steps = (n: number, value: (step: number) => number) =>
  Array.from({ length: n }, (_, i) => ({ step: i + 1, value: value(i + 1) }));
const falling = steps(200, step => 1 / step);

test('curves({ loss, metrics }) draws the loss raw and smoothed, and each metric with its last value', () => {
  const metrics = [
    { name: 'mapAtR', values: steps(5, epoch => 0.9 - 0.1 / epoch) },
    { name: 'eer', values: steps(5, epoch => 0.1 / epoch) },
  ];
  const svg = curves({ title: 'Training', loss: falling, metrics });
  expectWholePicture(svg);
  expect(count(svg, /stroke-linejoin="round" stroke-linecap/g)).toBe(2 + 2);
  expect(written(svg)).toEqual(expect.arrayContaining(['loss', 'step', 'mapAtR', '0.880', 'eer', '0.020', 'epoch']));
});

test('curves({ loss }) smooths: a jumping loss runs calmly through its mean', () => {
  const svg = curves({ title: 'Training', loss: steps(200, step => (step % 2 === 0 ? 1 : 3)) });
  const heights = [...svg.matchAll(/<path d="M([^"]+)" fill="none" stroke-linejoin/g)].map(([, d]) =>
    d!.split('L').map(point => Number(point.split(',')[1])),
  );
  const [raw, smooth] = heights.map(line => Math.max(...line.slice(60)) - Math.min(...line.slice(60)));
  expect(smooth!).toBeLessThan(raw! / 5);
});

test('curves({ metrics }) draws one epoch, and no panel for a metric without values', () => {
  const metrics = [
    { name: 'mapAtR', values: steps(1, () => 0.9) },
    { name: 'eer', values: [] },
  ];
  const svg = curves({ title: 'Training', loss: falling, metrics });
  expectWholePicture(svg);
  expect(written(svg)).toContain('0.900');
  expect(written(svg)).not.toContain('eer');
});

test('curves({ loss }) leaves a gap where the loss is not finite', () => {
  const svg = curves({ title: 'Training', loss: steps(100, step => (step > 40 && step < 60 ? Number.NaN : 1)) });
  expectWholePicture(svg);
  expect(count(svg, /d="M[^"M]+M[^"M]+" fill="none" stroke-linejoin/g)).toBe(2);
});

test('curves({ loss }) stays small for a long training', () => {
  expect(curves({ title: 'Training', loss: steps(50_000, Math.sin) }).length).toBeLessThan(80_000);
});

test('curves({ loss: [] }) says that there is nothing to draw', () => {
  expect(() => curves({ title: 'Training', loss: [] })).toThrow('curves: expected at least one loss, got none.');
});
