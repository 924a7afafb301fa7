import { expect, test } from 'vitest';
import { distanceHistogram } from '../../src/report/distance-histogram.ts';
import { count, expectWholePicture, written } from './pictures.ts';

const pairs = { distances: [0.1, 0.2, 0.7, 0.4, 0.8, 0.9], same: [true, true, true, false, false, false] };

test('distanceHistogram(options) draws both kinds of pairs and says what the threshold gets wrong', () => {
  const svg = distanceHistogram({ title: 'Distances', ...pairs, threshold: 0.5 });
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
  const svg = distanceHistogram({ title: 'Distances', ...pairs, threshold: 4 });
  expectWholePicture(svg);
  expect(written(svg)).toContain('100.0% wrongly accepted');
});

test('distanceHistogram(options) draws distances that are all equal', () => {
  expectWholePicture(distanceHistogram({ title: 'Distances', distances: [0, 0], same: [true, false], threshold: 0 }));
});

test('distanceHistogram(options) says what is wrong with its input', () => {
  const draw = (change: object) => () => distanceHistogram({ title: '', ...pairs, threshold: 0.5, ...change });
  expect(draw({ same: [true, false] })).toThrow(
    'distanceHistogram: expected 6 same/different marks for the distances, got 2.',
  );
  expect(draw({ same: pairs.same.map(() => false) })).toThrow(
    'distanceHistogram: expected same and different pairs, got 0 same and 6 different.',
  );
  expect(draw({ threshold: Number.NaN })).toThrow('expected finite numbers as threshold, got NaN at place 0.');
});
