import { describe, expect, it } from 'vitest';
import * as evaluation from '../../src/evaluation/index.ts';
import { Random } from '../../src/random.ts';

/** Two classes in pairs, far from each other, and a sample of a class of its own. */
const embeddings = [
  [0, 0],
  [0, 1],
  [10, 0],
  [10, 3],
  [5, 20],
];
const labels = [0, 0, 1, 1, 2];

describe('evaluation.openSet({ embeddings, labels })', () => {
  it('answers all whose class is known and none whose class is taken out, where classes are far apart', async () => {
    const found = await evaluation.openSet({ embeddings, labels });
    expect(found).toMatchObject({ coverage: 1, precision: 1, falseMatchRate: 0, accuracy: 1 });
    expect(found.threshold).toBe(6.5); // midway between 3, within a class, and 10, across
  });

  it('measures at a threshold that was found on others', async () => {
    const at = (threshold: number) => evaluation.openSet({ embeddings, labels, threshold });
    expect(await at(2)).toEqual({ threshold: 2, coverage: 0.5, precision: 1, falseMatchRate: 0, accuracy: 0.75 });
    // each of the five is near enough to another class: half of the answers are wrong
    expect(await at(100)).toEqual({ threshold: 100, coverage: 1, precision: 0.5, falseMatchRate: 1, accuracy: 0.5 });
    expect(await at(0)).toEqual({ threshold: 0, coverage: 0, precision: 1, falseMatchRate: 0, accuracy: 0.5 });
  });

  it('equals a count by loops on random points', async () => {
    const random = new Random(5);
    const points = Array.from({ length: 60 }, () => [random.normal(), random.normal(), random.normal()]);
    const classes = points.map((_, i) => i % 7);
    const threshold = 0.6;
    const distance = (a: number[], b: number[]) => Math.hypot(...a.map((x, k) => x - b[k]!));
    let [covered, right, unknown] = [0, 0, 0];
    points.forEach((point, i) => {
      const to = (keep: (j: number) => boolean) =>
        Math.min(...points.map((other, j) => (j !== i && keep(j) ? distance(point, other) : Number.POSITIVE_INFINITY)));
      const [own, other] = [to(j => classes[j] === classes[i]), to(j => classes[j] !== classes[i])];
      covered += Number(Math.min(own, other) <= threshold) / 60;
      right += Number(own < other && own <= threshold) / 60;
      unknown += Number(other <= threshold) / 60;
    });
    const found = await evaluation.openSet({ embeddings: points, labels: classes, threshold });
    expect(found.coverage).toBeCloseTo(covered, 10);
    expect(found.falseMatchRate).toBeCloseTo(unknown, 10);
    expect(found.precision).toBeCloseTo(right / (covered + unknown), 10);
    expect(found.accuracy).toBeCloseTo((right + 1 - unknown) / 2, 10);
  });

  it('refuses one class, and classes of one sample each', async () => {
    await expect(evaluation.openSet({ embeddings: [[1], [2]], labels: [0, 0] })).rejects.toThrow(
      'evaluation.openSet: expected two classes, and two samples in one of them, got one class.',
    );
    await expect(evaluation.openSet({ embeddings: [[1], [2]], labels: [0, 1] })).rejects.toThrow(
      'got no class with two.',
    );
  });
});
