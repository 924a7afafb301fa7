import { describe, expect, it } from 'vitest';
import { cost } from '../../src/graph/cost.ts';
import {
  add,
  constant,
  conv2d,
  gradients,
  input,
  mapRows,
  matmul,
  maxPool2d,
  relu,
  reshape,
  scatterAdd,
  sum,
  type Tensor,
  topK,
  transpose,
} from '../../src/graph/index.ts';

const x = (...shape: number[]) => input(`x_${shape.join('_')}`, 'float32', shape);

describe('cost(outputs)', () => {
  it('counts a product of matrices as 2 · m · k · n, whichever are transposed', () => {
    const products = [
      matmul(x(3, 5), x(5, 7)),
      matmul(x(3, 5), x(7, 5), { transposeB: true }),
      matmul(x(5, 3), x(5, 7), { transposeA: true }),
      matmul(x(5, 3), x(7, 5), { transposeA: true, transposeB: true }),
    ];
    expect(products.map(product => cost([product]).operations)).toEqual([210, 210, 210, 210]);
  });

  it('counts a convolution as 2 · N · Co · H · W · Ci · K · K', () => {
    const y = conv2d(x(2, 3, 8, 8), x(4, 3, 5, 5), undefined, { padding: 2 });
    expect(cost([y]).operations).toBe(2 * 2 * 4 * 8 * 8 * 3 * 5 * 5);
  });

  it('counts as much for the gradients of a convolution as for itself, each', () => {
    const [image, weight] = [x(2, 3, 8, 8), x(4, 3, 5, 5)];
    const y = conv2d(image, weight, undefined, { padding: 2 });
    const own = cost([y]).operations;
    const within = (tensor: Tensor, least: number, most: number) => {
      const slopes = gradients(sum(y), [tensor]);
      const { operations } = cost(slopes);
      expect(operations / own).toBeGreaterThan(least);
      expect(operations / own).toBeLessThan(most);
    };
    within(image, 0.9, 1.6);
    within(weight, 0.9, 1.6); // some of its products fall outside the kernel
  });

  it('counts every place of a pool’s windows, and the numbers that are scattered', () => {
    expect(cost([maxPool2d(x(2, 3, 8, 8), { kernel: 2 })]).operations).toBe(2 * 3 * 8 * 8);
    const places = input('places', 'int64', [2, 4]);
    expect(cost([scatterAdd(x(6, 4), places, x(2, 4), 0)]).operations).toBe(8);
  });

  it('sorts along the axis that is asked for', () =>
    expect(cost([topK(x(16, 2), 1, { axis: 0 }).values]).operations).toBe(32 * 4));

  it('lets go of a result that nothing uses', () => {
    const { values } = topK(x(6, 4), 4);
    const alone = relu(relu(relu(values)));
    expect(cost([alone]).peakBytes).toBe(24 * 4 + 24 * 8); // the indices live while they are made
    expect(cost([relu(add(alone, values))]).peakBytes).toBe(3 * 24 * 4);
  });

  it('counts what a reduction reads and what an elementwise operation writes', () => {
    expect(cost([sum(x(6, 4))]).operations).toBe(24);
    expect(cost([add(x(6, 4), x(4))]).operations).toBe(24);
  });

  it('counts nothing for moving numbers', () => expect(cost([reshape(transpose(x(6, 4)), [24])]).operations).toBe(0));

  it('counts what two results share once', () => {
    const shared = relu(x(6, 4));
    expect(cost([sum(shared), sum(shared, 1)]).operations).toBe(24 + 24 + 24);
  });

  it('keeps a value until its last use: a chain takes two at a time', () => {
    const chain = relu(relu(relu(relu(x(6, 4)))));
    expect(cost([chain]).peakBytes).toBe(2 * 24 * 4);
  });

  it('keeps a value that is used late', () => {
    const early = relu(x(6, 4));
    expect(cost([add(relu(relu(relu(early))), early)]).peakBytes).toBe(3 * 24 * 4);
  });

  it('keeps results to the end', () => {
    const early = relu(x(6, 4));
    expect(cost([early, relu(relu(relu(early)))]).peakBytes).toBe(3 * 24 * 4);
  });

  it('takes no bytes for a view', () => {
    const y = relu(reshape(relu(x(6, 4)), [24]));
    expect(cost([y]).peakBytes).toBe(2 * 24 * 4);
  });

  it('tells inputs and constants apart from what is computed', () =>
    expect(cost([add(x(6, 4), constant([1, 2, 3, 4]))])).toEqual({
      operations: 24,
      peakBytes: 24 * 4,
      givenBytes: 24 * 4 + 4 * 4,
    }));

  it('counts a computation by rows once a row, in the memory of one row', () => {
    const outer = (n: number) =>
      mapRows(([row], [all]) => ({ stacked: [sum(relu(add(all!, row!)), 1)] }), [x(n, 4)], [x(n, 4)]).stacked[0]!;
    const [small, large] = [cost([outer(100)]), cost([outer(200)])];
    expect(small.operations).toBe(100 * 3 * 100 * 4);
    expect(large.operations).toBe(4 * small.operations);
    expect(large.peakBytes / small.peakBytes).toBeLessThan(4);
    expect(small.peakBytes).toBeLessThan(100 * 100 * 4 * 4); // [N, N, 4] never stands
  });
});
