import { describe, expect, it } from 'vitest';
import * as losses from '../../src/losses/index.ts';
import { type ByLoops, columns, cosine, expectAsByLoops, randomRows, softmaxLoss } from '../support/by-loops.ts';

const [x, labels] = [randomRows(6, 6, 5), [0, 1, 2, 3, 0, 1]];
const classCounts = [1, 10, 100, 1000];

const byLoops =
  (margins: readonly number[], scale: number, subCenters: number): ByLoops =>
  (x, labels, w) => {
    const centers = columns(w);
    return softmaxLoss(labels, i =>
      margins.map((m, c) => {
        const own = centers.slice(c * subCenters, (c + 1) * subCenters);
        const nearest = Math.max(...own.map(center => cosine(x[i]!, center)));
        if (c !== labels[i]) return scale * nearest;
        const theta = Math.acos(nearest);
        return scale * (theta <= Math.PI - m ? Math.cos(theta + m) : nearest - m * Math.sin(m));
      }),
    );
  };

describe('losses.dynamicArcFaceLoss({ classCounts })', () => {
  it('gives a class of n samples a margin of a · n^(−λ₀) + b radians', () => {
    const margins = classCounts.map(n => 0.5 / n ** 0.25 + 0.05);
    const weight = { name: 'W', rows: randomRows(7, 5, 12) };
    return expectAsByLoops(losses.dynamicArcFaceLoss({ classCounts }), { x, labels, weight }, byLoops(margins, 64, 3));
  });

  it('takes λ₀, a, b, the scale and one centre a class', () => {
    const margins = classCounts.map(n => 0.3 / n ** 0.5 + 0.1);
    const weight = { name: 'W', rows: randomRows(8, 5, 4) };
    const loss = losses.dynamicArcFaceLoss({ classCounts, lambda0: 0.5, a: 0.3, b: 0.1, scale: 8, subCenters: 1 });
    return expectAsByLoops(loss, { x, labels, weight }, byLoops(margins, 8, 1));
  });

  it('refuses a label beyond the counts', () =>
    expect(
      losses.evaluate(losses.dynamicArcFaceLoss({ classCounts }), { embeddings: [[1, 2]], labels: [4] }),
    ).rejects.toThrow('expected labels below 4, the classes that the loss dynamic-arc-face has a weight for, got 4.'));
});
