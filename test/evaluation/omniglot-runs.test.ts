import { describe, expect, it } from 'vitest';
import type { OneShotRun } from '../../src/data/omniglot-runs.ts';
import * as evaluation from '../../src/evaluation/index.ts';

const run = (answers: readonly number[]): OneShotRun => ({
  name: 'run01',
  training: { data: new Uint8Array(3), shape: [3, 1, 1, 1] },
  test: { data: new Uint8Array(2), shape: [2, 1, 1, 1] },
  answers: Int32Array.from(answers),
});

describe('evaluation.omniglotRuns(runs, distances)', () => {
  it('is the part of drawings whose nearest is of their class, with its interval over the runs', async () => {
    const distances = async () => Float32Array.of(3, 1, 2, 5, 6, 4); // nearest: 1 and 2
    const { accuracy, ci95, ways, shots } = await evaluation.omniglotRuns([run([1, 2]), run([1, 0])], distances);
    expect([accuracy, ways, shots]).toEqual([0.75, 3, 1]);
    expect(ci95).toBeCloseTo(1.96 * Math.sqrt(0.125 / 2));
  });
});
