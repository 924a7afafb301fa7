import { describe, expect, it } from 'vitest';
import { constant, evaluate } from '../../src/graph/index.ts';
import * as losses from '../../src/losses/index.ts';
import { Scope } from '../../src/nn/scope.ts';
import {
  type ByLoops,
  columns,
  cosine,
  expectAsByLoops,
  length,
  randomRows,
  softmaxLoss,
} from '../support/by-loops.ts';

const [x, labels] = [randomRows(11, 8, 5), [0, 1, 2, 3, 0, 1, 2, 3]];
const weight = { name: 'W', rows: randomRows(12, 5, 4) };

/** By angles: −1 to the number of half turns passed, less two for each. */
const byLoops =
  (m: number, scale: number, lengthOf: (v: number[]) => number, lambda = 0): ByLoops =>
  (x, labels, w) =>
    softmaxLoss(labels, i =>
      columns(w).map((v, c) => {
        const theta = Math.acos(cosine(x[i]!, v));
        const k = Math.floor((m * theta) / Math.PI);
        const psi = (-1) ** k * Math.cos(m * theta) - 2 * k;
        const value = c === labels[i] ? (lambda * Math.cos(theta) + psi) / (1 + lambda) : Math.cos(theta);
        return scale * length(x[i]!) * lengthOf(v) * value;
      }),
    );

describe.each([1, 2, 3, 4])('with a margin of %i', margin => {
  it('losses.largeMarginSoftmaxLoss multiplies the angle to the class', () =>
    expectAsByLoops(
      losses.largeMarginSoftmaxLoss({ margin, lambda: 0 }),
      { x, labels, weight },
      byLoops(margin, 1, length),
    ));

  it('losses.sphereFaceLoss does so with class vectors of length 1', () =>
    expectAsByLoops(
      losses.sphereFaceLoss({ margin, scale: 2, lambda: 0 }),
      { x, labels, weight },
      byLoops(margin, 2, () => 1),
    ));
});

describe('with some of the plain softmax mixed in', () => {
  it('losses.largeMarginSoftmaxLoss({ lambda }) takes the mean of both by their weights', () =>
    expectAsByLoops(losses.largeMarginSoftmaxLoss({ lambda: 5 }), { x, labels, weight }, byLoops(4, 1, length, 5)));

  it('losses.byName has λ = 5 for both, as in code, and takes another', () => {
    expect(losses.sphereFaceLoss().options).toMatchObject({ lambda: 5, margin: 4 });
    expect(losses.byName('sphere-face').options).toMatchObject({ lambda: 5, margin: 4 });
    expect(losses.byName('large-margin-softmax', { lambda: 0 }).options).toMatchObject({ lambda: 0 });
  });
});

describe('by default', () => {
  it('losses.largeMarginSoftmaxLoss() has a margin of 4, a scale of 1 and λ = 5', () =>
    expectAsByLoops(losses.largeMarginSoftmaxLoss(), { x, labels, weight }, byLoops(4, 1, length, 5)));
});

describe('in a training', () => {
  /** The loss of the step after so many, and how many steps it counts then. */
  async function atStep(steps: number) {
    const values = {
      W: { data: Float32Array.from(weight.rows.flat()), shape: [5, 4] },
      steps: { data: Float32Array.of(steps), shape: [1] },
    };
    const scope = new Scope({ training: true, values });
    const embeddings = constant(x.flat(), { shape: [8, 5] });
    const given = { embeddings, labels: constant(labels, { dtype: 'int32' }), numClasses: 4 };
    const loss = losses.largeMarginSoftmaxLoss().compute({ ...given, inTraining: true }, scope);
    const results = await evaluate({ loss, counted: scope.updates.get('steps')! });
    return [Number(results['loss']!.data[0]), Number(results['counted']!.data[0])];
  }

  it.each([
    [0, 1000],
    [100, 1000 / 13],
    [5000, 5],
  ])('losses.largeMarginSoftmaxLoss() has after %i steps λ = %d', async (steps, lambda) => {
    const parameters = { W: weight.rows };
    const { value } = await losses.evaluate(losses.largeMarginSoftmaxLoss({ lambda }), {
      embeddings: x,
      labels,
      parameters,
    });
    const [found, counted] = await atStep(steps);
    expect(found).toBeCloseTo(value, 4);
    expect(counted).toBe(steps + 1);
  });
});
