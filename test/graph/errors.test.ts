import { describe, expect, it } from 'vitest';
import * as g from '../../src/graph/index.ts';

const float = (...shape: number[]) => g.input('x', 'float32', shape);
const whole = (...shape: number[]) => g.input('i', 'int64', shape);
const bits = (...shape: number[]) => g.input('b', 'bool', shape);

/** What is asked for, and what is answered. */
const refusals: readonly (readonly [string, () => unknown, string])[] = [
  // elementwise
  [
    'add([2, 3], [2])',
    () => g.add(float(2, 3), float(2)),
    'add: expected two operands of one dtype whose shapes broadcast, got float32[2, 3] and float32[2].',
  ],
  [
    'mul(float32, int64)',
    () => g.mul(float(2), whole(2)),
    'mul: expected two operands of one dtype whose shapes broadcast, got float32[2] and int64[2].',
  ],
  ['exp(int64)', () => g.exp(whole(2)), 'exp: expected float32, got int64[2]. Cast it first.'],
  ['leakyRelu(int64)', () => g.leakyRelu(whole(2)), 'leakyRelu: expected float32, got int64[2]. Cast it first.'],
  ['neg(bool)', () => g.neg(bits(2)), 'neg: expected signed numbers, got bool[2].'],
  ['greater(bool, bool)', () => g.greater(bits(2), bits(2)), 'greater: expected numbers, got bool[2] and bool[2].'],
  ['and(float32, bool)', () => g.and(float(2), bits(2)), 'and: expected bool, got float32[2] and bool[2].'],
  ['not(float32)', () => g.not(float(2)), 'not: expected bool, got float32[2].'],
  [
    'where(float32, …)',
    () => g.where(float(2), 1, 0),
    'where: expected a bool condition and two operands of one dtype whose shapes broadcast, got float32[2] and float32[] and float32[].',
  ],
  // mapRows
  [
    'mapRows([2, 3], [3, 3])',
    () => g.mapRows(() => ({}), [float(2, 3), float(3, 3)]),
    'mapRows: expected at least one tensor of rows, and as many rows in each, got float32[2, 3] and float32[3, 3].',
  ],
  [
    'mapRows with a tensor from outside',
    () => g.mapRows(([row]) => ({ stacked: [g.add(row!, float(3))] }), [float(2, 3)]),
    'mapRows: expected a computation that uses only what is handed to it, got a tensor from outside. Pass it in rows or shared.',
  ],
  // matmul
  [
    'matmul([2, 3], [2, 3])',
    () => g.matmul(float(2, 3), float(2, 3)),
    'matmul: expected float32 matrices [..., m, k] and [..., k, n], got float32[2, 3] and float32[2, 3].',
  ],
  [
    'matmul(vector, matrix)',
    () => g.matmul(float(3), float(3, 2)),
    'matmul: expected float32 matrices [..., m, k] and [..., k, n], got float32[3] and float32[3, 2].',
  ],
  [
    'linear with a bias too short',
    () => g.linear(float(5, 3), float(2, 3), float(1)),
    'linear: expected x [n, in], weight [out, in] and bias [out], got float32[5, 3] and float32[2, 3] and float32[1].',
  ],
  // convolution and pooling
  [
    'conv2d with other channels',
    () => g.conv2d(float(1, 3, 8, 8), float(4, 2, 3, 3)),
    'conv2d: expected x [N, Ci, H, W], weight [Co, Ci/groups, K, K] no larger than the padded image, bias [Co], got float32[1, 3, 8, 8] and float32[4, 2, 3, 3].',
  ],
  [
    'conv2d of an image smaller than the kernel',
    () => g.conv2d(float(1, 1, 2, 8), float(1, 1, 3, 3)),
    'conv2d: expected x [N, Ci, H, W], weight [Co, Ci/groups, K, K] no larger than the padded image, bias [Co], got float32[1, 1, 2, 8] and float32[1, 1, 3, 3].',
  ],
  [
    'conv2d(int64)',
    () => g.conv2d(whole(1, 1, 3, 3), whole(1, 1, 1, 1)),
    'conv2d: expected float32, got int64[1, 1, 3, 3] and int64[1, 1, 1, 1]. Cast it first.',
  ],
  [
    'convTranspose2d with groups that do not divide',
    () => g.convTranspose2d(float(1, 3, 2, 2), float(3, 1, 2, 2), undefined, { groups: 2 }),
    'convTranspose2d: expected x [N, Ci, H, W], weight [Ci, Co/groups, K, K], bias [Co] and a result larger than its padding, got float32[1, 3, 2, 2] and float32[3, 1, 2, 2].',
  ],
  [
    'maxPool2d of an image smaller than the window',
    () => g.maxPool2d(float(1, 1, 1, 4), { kernel: 2 }),
    'maxPool2d: expected [N, C, H, W] no smaller than the window of 2, got float32[1, 1, 1, 4].',
  ],
  [
    'avgPool2d of rows',
    () => g.avgPool2d(float(4, 4), { kernel: 2 }),
    'avgPool2d: expected [N, C, H, W] no smaller than the window of 2, got float32[4, 4].',
  ],
  // normalisation
  [
    'batchNorm with a scale of another length',
    () => g.batchNorm(float(4, 3), float(2), float(3)),
    'batchNorm: expected x [N, C, …] and a vector [C] each of what goes by channel, got float32[4, 3] and float32[2] and float32[3].',
  ],
  [
    'layerNorm with a scale of another length',
    () => g.layerNorm(float(4, 3), float(1), float(3)),
    'layerNorm: expected x [..., D], scale [D] and shift [D], got float32[4, 3] and float32[1] and float32[3].',
  ],
  [
    'prelu with a slope of another length',
    () => g.prelu(float(4, 3), float(2)),
    'prelu: expected x [N, C, …] and slope [1] or [C], got float32[4, 3] and float32[2].',
  ],
  ['dropout(x, 1)', () => g.dropout(float(2), 1), 'dropout: expected a rate from 0 to below 1, got 1.'],
  [
    'crossEntropy with one target for all',
    () => g.crossEntropy(float(3, 2), whole(1)),
    'crossEntropy: expected logits [n, classes] and target [n], got float32[3, 2] and int64[1].',
  ],
  [
    'bceWithLogits with one target for all',
    () => g.bceWithLogits(float(3), float(1)),
    'bceWithLogits: expected logits and target of one shape, got float32[3] and float32[1].',
  ],
  // options
  [
    'conv2d by a stride of 0',
    () => g.conv2d(float(1, 1, 4, 4), float(1, 1, 2, 2), undefined, { stride: 0 }),
    'conv2d: expected stride to be a whole number of at least 1, got 0.',
  ],
  [
    'conv2d with negative padding',
    () => g.conv2d(float(1, 1, 4, 4), float(1, 1, 2, 2), undefined, { padding: -1 }),
    'conv2d: expected padding to be a whole number of at least 0, got -1.',
  ],
  [
    'convTranspose2d with an outputPadding of its stride',
    () => g.convTranspose2d(float(1, 1, 4, 4), float(1, 1, 2, 2), undefined, { stride: 2, outputPadding: 2 }),
    'convTranspose2d: expected outputPadding to be a whole number from 0 to 1, got 2.',
  ],
  [
    'maxPool2d with padding of its window',
    () => g.maxPool2d(float(1, 1, 4, 4), { kernel: 2, padding: 2 }),
    'maxPool2d: expected padding to be a whole number from 0 to 1, got 2.',
  ],
  [
    'avgPool2d by half a pixel',
    () => g.avgPool2d(float(1, 1, 4, 4), { kernel: 1.5 }),
    'avgPool2d: expected kernel to be a whole number of at least 1, got 1.5.',
  ],
  // reductions
  ['sum(x, 2) of a matrix', () => g.sum(float(2, 3), 2), 'sum: expected an axis from -2 to 1, got 2.'],
  ['sum(bool)', () => g.sum(bits(2)), 'sum: expected float32, int32, int64, got bool[2]. Cast it first.'],
  ['mean(int64)', () => g.mean(whole(2)), 'mean: expected float32, got int64[2]. Cast it first.'],
  ['softmax(int64)', () => g.softmax(whole(2)), 'softmax: expected float32, got int64[2]. Cast it first.'],
  ['argMax(x, 0.5)', () => g.argMax(float(2), 0.5), 'argMax: expected an axis from -1 to 0, got 0.5.'],
  // indexing
  [
    'gather with float32 indices',
    () => g.gather(float(3), float(2)),
    'gather: expected int32 or int64 indices, got float32[3] and float32[2].',
  ],
  [
    'gatherElements with more rows',
    () => g.gatherElements(float(2, 3), whole(3, 1)),
    'gatherElements: expected int32 or int64 indices of the same rank, no longer on the other axes, got float32[2, 3] and int64[3, 1].',
  ],
  [
    'scatterAdd with updates of another shape',
    () => g.scatterAdd(float(2, 3), whole(2, 1), float(2, 2)),
    'scatterAdd: expected int32 or int64 indices and updates of one shape that fits into x, got float32[2, 3] and int64[2, 1] and float32[2, 2].',
  ],
  [
    'topK(x, 4) of three',
    () => g.topK(float(3), 4),
    'topK: expected at least k = 4 values along axis 0, got float32[3].',
  ],
  // shape
  ['reshape(6 values, [4])', () => g.reshape(float(2, 3), [4]), 'reshape: expected a size of [4], got float32[2, 3].'],
  [
    'reshape(6 values, [4, −1])',
    () => g.reshape(float(2, 3), [4, -1]),
    'reshape: expected a size of [4, 1.5], got float32[2, 3].',
  ],
  ['squeeze of an extent of 2', () => g.squeeze(float(2), 0), 'squeeze: expected extent 1 at axis 0, got float32[2].'],
  [
    'transpose(x, [0, 0])',
    () => g.transpose(float(2, 3), [0, 0]),
    'transpose: expected an order of 2 axes instead of [0, 0], got float32[2, 3].',
  ],
  [
    'broadcastTo a smaller shape',
    () => g.broadcastTo(float(2, 3), [2, 1]),
    'broadcastTo: expected a shape that broadcasts to [2, 1], got float32[2, 3].',
  ],
  [
    'concat of other extents',
    () => g.concat([float(2, 3), float(2, 4)]),
    'concat: expected one dtype and equal extents on all axes but 0, got float32[2, 3] and float32[2, 4].',
  ],
  [
    'concat([])',
    () => g.concat([]),
    'concat: expected at least one tensor, got nothing. Pass a list that is not empty.',
  ],
  ['split into too little', () => g.split(float(5), [2, 2]), 'split: expected 2 + 2 along axis 0, got float32[5].'],
  [
    'slice backwards',
    () => g.slice(float(5), { steps: [-1] }),
    'slice: expected positive steps instead of [-1], got float32[5].',
  ],
  [
    'pad by less than nothing',
    () => g.pad(float(5), [-1], [0]),
    'pad: expected two lists of 1 numbers, none negative, instead of [-1] and [0], got float32[5].',
  ],
  [
    'resizeNearest by a half',
    () => g.resizeNearest(float(1, 1, 2, 2), 1.5),
    'resizeNearest: expected [N, C, H, W] and a whole scale instead of 1.5, got float32[1, 1, 2, 2].',
  ],
  ['diagonal of a rectangle', () => g.diagonal(float(2, 3)), 'diagonal: expected a matrix [n, n], got float32[2, 3].'],
  [
    'slice of more axes than there are',
    () => g.slice(float(5), { starts: [0, 1] }),
    'slice: expected 2 axes, as bounds are given, got float32[5].',
  ],
  // constants and inputs
  [
    'half of a whole number',
    () => g.mul(whole(2), 0.5),
    'constant: expected whole numbers for int64, got 0.5. Cast what it is combined with to float32.',
  ],
  [
    'constant with too few values',
    () => g.constant([1, 2], { shape: [3] }),
    'constant: expected 3 values for shape [3], got 2.',
  ],
  [
    'input of half a row',
    () => g.input('x', 'float32', [1.5]),
    'input "x": expected a shape of whole numbers, got [1.5].',
  ],
];

describe('an operation refuses', () => {
  it.each(refusals)('%s', (_, build, text) => {
    expect(build).toThrow(expect.objectContaining({ name: 'NearfarError', message: text }));
  });
});
