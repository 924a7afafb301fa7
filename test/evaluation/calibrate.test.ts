import { describe, expect, it } from 'vitest';
import * as evaluation from '../../src/evaluation/index.ts';
import { Random } from '../../src/random.ts';

/** Pairs of one class around 1, of two around 3, both with deviation 1. */
function normalPairs(n: number, seed: number): evaluation.Pairs {
  const random = new Random(seed);
  const same = Array.from({ length: n }, (_, i) => i % 2 === 0);
  return { distances: same.map(is => (is ? 1 : 3) + random.normal()), same };
}

describe('evaluation.calibrate(pairs)', () => {
  it('puts each threshold midway between two measured distances, with the rates that it has there', () => {
    const distances = [1, 2, 3, 4, 5, 6];
    const { eer, accuracy } = evaluation.calibrate({ distances, same: [1, 0, 1, 1, 0, 0] });
    const third = expect.closeTo(1 / 3, 12);
    expect(eer).toMatchObject({ threshold: 3.5, falseAcceptRate: third, falseRejectRate: third });
    expect(accuracy).toMatchObject({ threshold: 4.5, falseAcceptRate: third, falseRejectRate: 0 });
    // F1 is 6 / 7 up to 4, and 4 / 5 up to 2
    const { f1 } = evaluation.calibrate({ distances, same: [1, 1, 0, 1, 0, 0] });
    expect(f1).toMatchObject({ threshold: 4.5, falseAcceptRate: third, falseRejectRate: 0 });
  });

  it('has the accuracy threshold of evaluation.verification(pairs)', () => {
    const pairs = normalPairs(500, 1);
    expect(evaluation.calibrate(pairs).accuracy!.threshold).toBe(evaluation.verification(pairs).threshold);
  });

  it('accepts no more pairs of two classes than far@1e-2 and far@1e-3 say, and leaves out what few pairs cannot measure', () => {
    const many = evaluation.calibrate(normalPairs(4000, 2));
    expect(many['far@1e-2']!.falseAcceptRate).toBeCloseTo(0.01, 6);
    expect(many['far@1e-3']!.falseAcceptRate).toBeCloseTo(0.001, 6);
    expect(many['far@1e-3']!.threshold).toBeLessThan(many['far@1e-2']!.threshold);
    expect(Object.keys(evaluation.calibrate(normalPairs(400, 2)))).toEqual(['eer', 'accuracy', 'f1', 'far@1e-2']);
    expect(Object.keys(evaluation.calibrate(normalPairs(100, 2)))).toEqual(['eer', 'accuracy', 'f1']);
  });

  it('has intervals that hold the true values of the distribution in most of 20 drawings', () => {
    const held = { threshold: 0, falseAcceptRate: 0, falseRejectRate: 0 };
    const truth = { threshold: 2, falseAcceptRate: 0.1587, falseRejectRate: 0.1587 }; // Φ(−1) at the middle
    for (let seed = 0; seed < 20; seed++) {
      const { intervals } = evaluation.calibrate(normalPairs(600, seed)).eer!;
      for (const name of ['threshold', 'falseAcceptRate', 'falseRejectRate'] as const) {
        const [low, high] = intervals[name];
        held[name] += Number(low <= truth[name] && truth[name] <= high);
      }
    }
    expect(held.threshold).toBeGreaterThanOrEqual(17);
    expect(held.falseAcceptRate).toBeGreaterThanOrEqual(19);
    expect(held.falseRejectRate).toBeGreaterThanOrEqual(19);
  });

  it('has wider intervals where pairs share samples', () => {
    const pairs = normalPairs(600, 3);
    const width = ({ intervals: { threshold } }: evaluation.OperatingPoint) => threshold[1] - threshold[0];
    const alone = evaluation.calibrate(pairs).eer!;
    const hubs = Array.from(pairs.same, (_, i) => i % 20);
    const shared = evaluation.calibrate({ ...pairs, samples: [hubs, hubs.map(hub => hub + 20)] }).eer!;
    expect(shared.threshold).toBe(alone.threshold);
    expect(width(shared)).toBeGreaterThan(width(alone));
  });

  it('gives an interval that is not empty to a rate of nothing', () => {
    const { falseAcceptRate, intervals } = evaluation.calibrate({ distances: [1, 2, 5, 7], same: [1, 1, 0, 0] }).eer!;
    expect(falseAcceptRate).toBe(0);
    expect(intervals.falseAcceptRate[0]).toBe(0);
    expect(intervals.falseAcceptRate[1]).toBeCloseTo(0.658, 3); // Wilson's of 0 out of 2
  });

  it('gives the same numbers every time', () => {
    const pairs = normalPairs(300, 4);
    expect(evaluation.calibrate(pairs)).toEqual(evaluation.calibrate(pairs));
  });

  it('refuses pairs of one kind, and samples that are not as many as the pairs', () => {
    expect(() => evaluation.calibrate({ distances: [1], same: [true] })).toThrow('pairs of one class and pairs of two');
    expect(() => evaluation.calibrate({ distances: [1, 2], same: [1, 0], samples: [[1], [2, 3]] })).toThrow(
      'evaluation.calibrate: expected 2 samples on each side, one for each distance, got 1.',
    );
  });
});

describe('evaluation.decisionsAt(threshold, pairs)', () => {
  it('counts what is right, wrongly accepted and wrongly rejected', () => {
    const pairs = { distances: [1, 2, 3, 4], same: [true, false, true, false] };
    expect(evaluation.decisionsAt(2, pairs)).toEqual({ accuracy: 0.5, falseAcceptRate: 0.5, falseRejectRate: 0.5 });
    expect(evaluation.decisionsAt(0, pairs)).toEqual({ accuracy: 0.5, falseAcceptRate: 0, falseRejectRate: 1 });
  });
});
