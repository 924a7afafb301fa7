import { expect, test } from 'vitest';
import { rocCurve } from '../../src/report/roc-curve.ts';
import { count, expectWholePicture, written } from './pictures.ts';

const good = { name: 'good', distances: [0.1, 0.2, 0.8, 0.9], same: [true, true, false, false] };
const bad = { name: 'bad', distances: [0.9, 0.2, 0.1, 0.3], same: [true, true, false, false] };

test('rocCurve({ methods }) draws a line a method and sorts the legend by the area under it', () => {
  const svg = rocCurve({ title: 'Verification', methods: [bad, good] });
  expectWholePicture(svg);
  expect(count(svg, /stroke-width="2" stroke-linejoin="round"/g)).toBe(2);
  const lines = written(svg);
  expect(lines).toEqual(expect.arrayContaining(['AUC 1.0000', 'AUC 0.2500']));
  expect(lines.indexOf('good')).toBeLessThan(lines.indexOf('bad'));
});

test('rocCurve({ methods }) leaves out what lies on a straight run: a perfect method has three corners', () => {
  const svg = rocCurve({ title: 'Verification', methods: [good] });
  const [, d] = svg.match(/<path d="([^"]+)" fill="none" stroke="#0072b2" stroke-width="2"/)!;
  expect(d!.split('L')).toHaveLength(3);
});

test('rocCurve({ methods }) draws the eleventh line dashed, for its colour is the first one’s', () => {
  const svg = rocCurve({
    title: 'Verification',
    methods: Array.from({ length: 11 }, (_, k) => ({ ...bad, name: `m${k}` })),
  });
  expect(count(svg, /stroke="#0072b2" stroke-width="2" stroke-linejoin="round" stroke-dasharray="6 3"/g)).toBe(1);
});

test('rocCurve({ methods }) marks each named threshold where it lies on the curve, in a look of its own', () => {
  const svg = rocCurve({
    title: 'Verification',
    methods: [{ ...good, threshold: { 'at accuracy': 0.5, 'at eer': 0.5, 'at far@1e-2': 0.1 } }],
  });
  expectWholePicture(svg);
  expect(written(svg)).toEqual(expect.arrayContaining(['EER', 'at accuracy', 'at eer', 'at far@1e-2', 'chance']));
  const places = [...svg.matchAll(/<g transform="translate\((\S+) (\S+)\)"><path d="([^"]+)" (?:fill|stroke)="#/g)];
  const marks = places.map(([, x, y, d]) => ({ x: Number(x), y: Number(y), d }));
  const [far, eer, accuracy] = marks.slice(0, 3);
  expect([eer!.x, eer!.y]).toEqual([accuracy!.x, accuracy!.y]);
  expect([far!.x, far!.y]).toEqual([accuracy!.x, accuracy!.y + 210]); // half of the pairs of one class, of 420 pixels
  expect(new Set(marks.slice(0, 3).map(({ d }) => d)).size).toBe(3);
});

test('rocCurve({ methods }) says what is wrong with its input', () => {
  expect(() => rocCurve({ title: '', methods: [] })).toThrow('rocCurve: expected at least one method, got none.');
  expect(() => rocCurve({ title: '', methods: [{ ...good, threshold: { 'at eer': Number.NaN } }] })).toThrow(
    'rocCurve: expected finite numbers as threshold, got NaN at place 0.',
  );
  expect(() => rocCurve({ title: '', methods: [{ ...good, same: [true] }] })).toThrow(
    'expected 4 answers, one for each distance, got 1.',
  );
  expect(() => rocCurve({ title: '', methods: [{ ...good, same: [true, true, true, true] }] })).toThrow(
    'expected pairs of one class and pairs of two, got 4 of one and 0 of two.',
  );
});
