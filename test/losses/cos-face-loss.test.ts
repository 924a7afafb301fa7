import { describe, it } from 'vitest';
import * as losses from '../../src/losses/index.ts';
import { type ByLoops, columns, cosine, expectAsByLoops, randomRows, softmaxLoss } from '../support/by-loops.ts';

const [x, labels] = [randomRows(9, 6, 5), [0, 1, 2, 3, 0, 1]];
const weight = { name: 'W', rows: randomRows(10, 5, 4) };

const byLoops =
  (margin: number, scale: number): ByLoops =>
  (x, labels, w) =>
    softmaxLoss(labels, i => columns(w).map((v, c) => scale * (cosine(x[i]!, v) - (c === labels[i] ? margin : 0))));

describe('losses.cosFaceLoss(options)', () => {
  it('takes 0.35 off the cosine of the class and scales by 64 by default', () =>
    expectAsByLoops(losses.cosFaceLoss(), { x, labels, weight }, byLoops(0.35, 64)));

  it('takes its margin and scale', () =>
    expectAsByLoops(losses.cosFaceLoss({ margin: 0.1, scale: 5 }), { x, labels, weight }, byLoops(0.1, 5)));
});
