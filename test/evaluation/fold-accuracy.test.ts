import { expect, it } from 'vitest';
import { foldAccuracy } from '../../src/evaluation/index.ts';

it('foldAccuracy decides each fold by the threshold that is best on the others', () => {
  // Fold 1 by (0.3 + 0.7) / 2 of fold 2: both right. Fold 2 by (0.1 + 0.2) / 2 of fold 1: one of its pairs right.
  const found = foldAccuracy({ distances: [0.1, 0.2, 0.3, 0.7], same: [1, 0, true, false], folds: [1, 1, 2, 2] });
  expect(found.folds).toBe(2);
  expect(found.accuracy).toBeCloseTo(0.5);
  expect(found.standardError).toBeCloseTo(0);
});

it('foldAccuracy gives the standard error of the mean over folds', () => {
  const distances = [0.1, 0.9, 0.2, 0.8, 0.15, 0.85, 0.9, 0.1];
  const found = foldAccuracy({ distances, same: [1, 0, 1, 0, 1, 0, 1, 0], folds: [1, 1, 2, 2, 3, 3, 4, 4] });
  expect(found.accuracy).toBeCloseTo(3 / 4);
  expect(found.standardError).toBeCloseTo(1 / 4);
});

it('foldAccuracy refuses fewer than two folds, and folds that do not fit the pairs', () => {
  const pairs = { distances: [1, 2], same: [1, 0] };
  expect(() => foldAccuracy({ ...pairs, folds: [1, 1] })).toThrow(
    'evaluation.foldAccuracy: expected two folds or more, got 1.',
  );
  expect(() => foldAccuracy({ ...pairs, folds: [1] })).toThrow(
    'evaluation.foldAccuracy: expected 2 folds, one for each pair, got 1.',
  );
});
