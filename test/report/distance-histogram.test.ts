import { expect, test } from 'vitest';
import { distanceHistogram } from '../../src/report/distance-histogram.ts';
import { count, expectWholePicture, written } from './pictures.ts';

const pairs = { distances: [0.1, 0.2, 0.7, 0.4, 0.8, 0.9], same: [true, true, true, false, false, false] };

test('distanceHistogram(options) draws both kinds of pairs and says what the threshold gets wrong', () => {
  const svg = distanceHistogram({ title: 'Distances', groups: [pairs], threshold: 0.5 });
  expectWholePicture(svg);
  expect(count(svg, /<path d="[^"]+" fill="[^"]+" fill-opacity="0.35"/g)).toBe(2);
  expect(written(svg)).toEqual(
    expect.arrayContaining([
      'threshold 0.5',
      '33.3% wrongly rejected',
      '33.3% wrongly accepted',
      'same class, 3 pairs',
    ]),
  );
});

test('distanceHistogram({ threshold }) stays in the picture with a threshold beyond all distances', () => {
  const svg = distanceHistogram({ title: 'Distances', groups: [pairs], threshold: 4 });
  expectWholePicture(svg);
  expect(written(svg)).toContain('100.0% wrongly accepted');
});

test('distanceHistogram(options) draws distances that are all equal', () => {
  expectWholePicture(
    distanceHistogram({ title: 'Distances', groups: [{ distances: [0, 0], same: [true, false] }], threshold: 0 }),
  );
});

test('distanceHistogram(options) says what is wrong with its input', () => {
  const draw =
    ({ threshold = 0.5, ...change }: { threshold?: number; same?: boolean[] }) =>
    () =>
      distanceHistogram({ title: '', groups: [{ ...pairs, ...change }], threshold });
  expect(draw({ same: [true, false] })).toThrow(
    'distanceHistogram: expected 6 same/different marks for the distances, got 2.',
  );
  expect(draw({ same: pairs.same.map(() => false) })).toThrow(
    'distanceHistogram: expected same and different pairs, got 0 same and 6 different.',
  );
  expect(draw({ threshold: Number.NaN })).toThrow('expected finite numbers as threshold, got NaN at place 0.');
});

test('distanceHistogram({ groups, measure }) draws a panel a group, and calls a score a score', () => {
  const groups = [
    { name: 'seen', ...pairs },
    { name: 'unseen', ...pairs },
  ];
  const svg = distanceHistogram({ title: 'Scores', groups, threshold: 0.5, measure: 'score' });
  expectWholePicture(svg);
  expect(count(svg, /<path d="[^"]+" fill="[^"]+" fill-opacity="0.35"/g)).toBe(4);
  const lines = written(svg);
  expect(lines).toEqual(expect.arrayContaining(['seen', 'unseen', 'score']));
  expect(lines).not.toContain('distance');
  expect(() => distanceHistogram({ title: '', groups: [], threshold: 1 })).toThrow(
    'distanceHistogram: expected at least one group of pairs, got none.',
  );
});
