import { describe, expect, it } from 'vitest';
import { evaluate } from '../../src/graph/evaluate.ts';
import { constant } from '../../src/graph/index.ts';
import { prototypical } from '../../src/methods/index.ts';
import { Scope } from '../../src/nn/index.ts';

/** Loss and accuracy over points in the plane that are their own embeddings. */
async function objectiveOf(points: readonly (readonly number[])[], options: Parameters<typeof prototypical>[0]) {
  const samples = constant(points.flat(), { shape: [points.length, 2] });
  const labels = constant(new Int32Array(points.length), { dtype: 'int32' });
  const batch = { samples, intensities: samples, labels, classes: 2, classCounts: [9, 9] };
  const identity = { dim: 2, net: () => (x: typeof samples) => x };
  const { loss, metrics } = prototypical(options).objective(batch, identity, new Scope({ training: true }));
  const values = await evaluate({ loss, accuracy: metrics!['accuracy']! });
  return { loss: values['loss']!.data[0], accuracy: values['accuracy']!.data[0] };
}

describe('methods.prototypical({ ways, shots, queries })', () => {
  it('is −log softmax of −squared distance to the class means, over the queries', async () => {
    const support = [
      [0, 0],
      [0, 2],
      [3, 1],
      [5, 1],
    ] as const; // means (0, 1) and (4, 1)
    const queries = [
      [1, 1],
      [2, 2],
    ] as const; // of the first class and of the second
    const { loss, accuracy } = await objectiveOf([...support, ...queries], { ways: 2, shots: 2, queries: 1 });
    const first = Math.log1p(Math.exp(1 - 9)); // squared distances 1 and 9
    const second = Math.log(2); // both 5
    expect(loss).toBeCloseTo((first + second) / 2, 5);
    expect(accuracy).toBe(0.5); // of equals the first is told
  });

  it('lays out the support of all classes, then their queries, an epoch drawing as many samples as there are', () => {
    const labels = Int32Array.from({ length: 60 }, (_, i) => i % 6);
    const { rows, over } = prototypical({ ways: 3, shots: 2, queries: 1 }).batches(6);
    const batches = [...over({ labels }).epoch(0, 0)];
    expect([rows, batches.length]).toEqual([9, 7]);
    for (const batch of batches) {
      const classes = Array.from(batch, sample => labels[sample]!);
      expect([classes[0], classes[2], classes[4]]).toEqual(classes.slice(6));
      expect([classes[1], classes[3], classes[5]]).toEqual(classes.slice(6));
      expect(new Set(classes.slice(6)).size).toBe(3);
      expect(new Set(batch).size).toBe(9);
    }
  });

  it('refuses more ways than there are classes', () => {
    const { over } = prototypical({ ways: 7 }).batches(6);
    expect(() => over({ labels: Int32Array.of(0, 1, 2, 3, 4, 5) })).toThrow(
      'episodes: expected at least 7 classes (ways), got 6',
    );
  });
});
