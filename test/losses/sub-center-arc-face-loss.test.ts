import { describe, it } from 'vitest';
import * as losses from '../../src/losses/index.ts';
import { type ByLoops, columns, cosine, expectAsByLoops, randomRows, softmaxLoss } from '../support/by-loops.ts';

const [x, labels] = [randomRows(3, 6, 5), [0, 1, 2, 3, 0, 1]];

const byLoops =
  (degrees: number, scale: number, subCenters: number): ByLoops =>
  (x, labels, w) => {
    const centers = columns(w);
    return softmaxLoss(labels, i =>
      Array.from({ length: centers.length / subCenters }, (_, c) => {
        const own = centers.slice(c * subCenters, (c + 1) * subCenters);
        const nearest = Math.max(...own.map(center => cosine(x[i]!, center)));
        const [theta, m] = [Math.acos(nearest), (degrees * Math.PI) / 180];
        if (c !== labels[i]) return scale * nearest;
        return scale * (theta <= Math.PI - m ? Math.cos(theta + m) : nearest - m * Math.sin(m));
      }),
    );
  };

describe('losses.subCenterArcFaceLoss(options)', () => {
  it('is ArcFace to the nearest of 3 centres a class by default', () =>
    expectAsByLoops(
      losses.subCenterArcFaceLoss(),
      { x, labels, weight: { name: 'W', rows: randomRows(4, 5, 12) } },
      byLoops(28.6, 64, 3),
    ));

  it('takes its centres, margin and scale', () =>
    expectAsByLoops(
      losses.subCenterArcFaceLoss({ subCenters: 2, margin: 40, scale: 8 }),
      { x, labels, weight: { name: 'W', rows: randomRows(5, 5, 8) } },
      byLoops(40, 8, 2),
    ));
});
