import { describe, expect, it } from 'vitest';
import * as evaluation from '../../src/evaluation/index.ts';

describe('evaluation.verification(…)', () => {
  it('is perfect where all alike are nearer', () => {
    const metrics = evaluation.verification({ distances: [1, 2, 5, 7], same: [true, true, false, false] });
    expect(metrics).toMatchObject({
      rocAuc: 1,
      eer: 0,
      accuracy: 1,
      threshold: 3.5,
      tarAtFar: { '0.1': 1, '0.01': 1, '0.001': 1 },
    });
  });

  it('counts equal distances half', () => {
    expect(evaluation.verification({ distances: [1, 1], same: [true, false] }).rocAuc).toBe(0.5);
  });

  it('counts by hand: one of two is nearer than one of the others', () => {
    const metrics = evaluation.verification({ distances: [1, 2, 3, 4], same: [true, false, true, false] });
    expect(metrics).toMatchObject({ rocAuc: 0.75, accuracy: 0.75 });
    expect(metrics.tarAtFar['0.1']).toBe(0.5);
  });

  it('refuses pairs of one kind, unequal lengths, NaN', () => {
    expect(() => evaluation.verification({ distances: [1, 2], same: [true, true] })).toThrow(
      'evaluation.verification: expected pairs of one class and pairs of two, got 2 of one and 0 of two.',
    );
    expect(() => evaluation.verification({ distances: [1], same: [true, false] })).toThrow(
      'expected 1 answers, one for each distance, got 2.',
    );
    expect(() => evaluation.verification({ distances: [Number.NaN, 1], same: [true, false] })).toThrow(
      'got NaN for pair 0.',
    );
    expect(() => evaluation.accuracyAt(1, { distances: [1], same: [] })).toThrow(
      'evaluation.accuracyAt: expected 1 answers',
    );
  });
});

describe('evaluation.accuracyAt(threshold, …)', () => {
  it('takes answers as true and false, or as 1 and 0', () => {
    const distances = [1, 2, 3, 4];
    expect(evaluation.accuracyAt(2, { distances, same: [true, false, false, false] })).toBe(0.75);
    expect(evaluation.accuracyAt(2, { distances, same: [1, 0, 0, 0] })).toBe(0.75);
  });
});

describe('evaluation.rocCurve(…)', () => {
  it('goes from nothing accepted to all, a point a distance', () => {
    const curve = evaluation.rocCurve({ distances: [3, 1, 2, 2], same: [false, true, true, false] });
    expect(curve).toEqual({
      far: [0, 0, 0.5, 1],
      tar: [0, 0.5, 1, 1],
      thresholds: [Number.NEGATIVE_INFINITY, 1, 2, 3],
    });
  });
});
