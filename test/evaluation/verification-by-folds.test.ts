import { expect, it } from 'vitest';
import * as evaluation from '../../src/evaluation/index.ts';
import { Random } from '../../src/random.ts';

/** Pairs of one class around 1, of two around 3, both with deviation 1. */
function normalPairs(n: number): evaluation.Pairs {
  const random = new Random(7);
  const same = Array.from({ length: n }, (_, i) => i % 2 === 0);
  return { distances: same.map(is => (is ? 1 : 3) + random.normal()), same };
}

it('evaluation.verificationByFolds(pairs) decides each fold by the threshold of the others', () => {
  const distances = [1, 4, 2, 10, 5, 20];
  const same = [1, 0, 1, 0, 1, 0];
  // Fold 0 by the others' (5 + 10) / 2: 4 is accepted wrongly. Fold 1 by (1 + 4) / 2 or above 5, fold 2 by (2 + 4) / 2.
  const { folds, accuracy } = evaluation.verificationByFolds({ distances, same, folds: [0, 0, 1, 1, 2, 2] });
  expect(folds).toBe(3);
  expect(accuracy.mean).toBeCloseTo((0.5 + 1 + 0.5) / 3, 12);
  expect(accuracy.standardError).toBeCloseTo(Math.sqrt(1 / 12) / Math.sqrt(3), 12);
});

it('evaluation.verificationByFolds(pairs) is near the accuracy and TAR at FAR of the distribution', () => {
  const { folds, accuracy, tarAtFar } = evaluation.verificationByFolds(normalPairs(6000));
  expect(folds).toBe(10);
  expect(Math.abs(accuracy.mean - 0.8413)).toBeLessThan(3 * accuracy.standardError + 0.003); // Φ(1)
  const { mean, far, standardError } = tarAtFar['0.01']!;
  expect(Math.abs(mean - 0.3722)).toBeLessThan(3 * standardError + 0.02); // Φ(2 − 2.3263)
  expect(far).toBeCloseTo(0.01, 2);
  expect(Object.keys(tarAtFar).sort()).toEqual(['0.001', '0.01', '0.1']);
});

it('evaluation.verificationByFolds(pairs) leaves out a rate that the other folds cannot measure', () => {
  expect(Object.keys(evaluation.verificationByFolds({ ...normalPairs(300), folds: 3 }).tarAtFar).sort()).toEqual([
    '0.01',
    '0.1',
  ]);
});

it('evaluation.verificationByFolds(pairs) refuses folds without both kinds, one fold, and folds that are not as many as pairs', () => {
  const pairs = { distances: [1, 2, 3, 4], same: [1, 0, 1, 0] };
  expect(() => evaluation.verificationByFolds({ ...pairs, folds: [0, 1, 0, 1] })).toThrow(
    'evaluation.verificationByFolds: expected pairs of one class and pairs of two in each fold, got 2 of one and 0 of two in fold 0. Use fewer folds.',
  );
  expect(() => evaluation.verificationByFolds({ ...pairs, folds: 1 })).toThrow('expected at least 2 folds, got 1.');
  expect(() => evaluation.verificationByFolds({ ...pairs, folds: [0] })).toThrow(
    'expected 4 folds, one for each distance, got 1.',
  );
});
