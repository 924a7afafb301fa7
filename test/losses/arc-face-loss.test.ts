import { describe, expect, it } from 'vitest';
import * as losses from '../../src/losses/index.ts';
import { type ByLoops, columns, cosine, expectAsByLoops, randomRows, softmaxLoss } from '../support/by-loops.ts';

const [x, labels] = [randomRows(1, 6, 5), [0, 1, 2, 3, 0, 1]];
const weight = { name: 'W', rows: randomRows(2, 5, 4) };

const arcFace =
  (degrees: number, scale: number): ByLoops =>
  (x, labels, w) =>
    softmaxLoss(labels, i =>
      columns(w).map((v, c) => {
        const [theta, m] = [Math.acos(cosine(x[i]!, v)), (degrees * Math.PI) / 180];
        if (c !== labels[i]) return scale * Math.cos(theta);
        return scale * (theta <= Math.PI - m ? Math.cos(theta + m) : Math.cos(theta) - m * Math.sin(m));
      }),
    );

describe('losses.arcFaceLoss(options)', () => {
  it('has a margin of 28.6° and a scale of 64 by default', () =>
    expectAsByLoops(losses.arcFaceLoss(), { x, labels, weight }, arcFace(28.6, 64)));

  it('goes on falling beyond 180° − margin', () => {
    const beyond = labels.filter((c, i) => Math.acos(cosine(x[i]!, columns(weight.rows)[c]!)) > Math.PI / 3);
    expect(beyond.length).toBeGreaterThan(0);
    expect(beyond.length).toBeLessThan(labels.length);
    return expectAsByLoops(losses.arcFaceLoss({ margin: 120, scale: 4 }), { x, labels, weight }, arcFace(120, 4));
  });

  it('without a margin is the softmax of the scaled cosines', () =>
    expectAsByLoops(losses.arcFaceLoss({ margin: 0, scale: 10 }), { x, labels, weight }, (x, labels, w) =>
      softmaxLoss(labels, i => columns(w).map(v => 10 * cosine(x[i]!, v))),
    ));
});
