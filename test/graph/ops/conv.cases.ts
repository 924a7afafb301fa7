import * as g from '../../../src/graph/index.ts';
import { type ConvLoop, conv2dLoop, convTranspose2dLoop } from '../../support/loops.ts';
import { type Cases, normals, type OpCase, op } from '../../support/op.ts';

const inputs = ({ x, w }: ConvLoop, bias: number) => [normals(x), normals(w, 2), normals([bias], 3)];

const conv = (what: string, c: ConvLoop): OpCase =>
  op(`conv2d ${what}`, (x, w, b) => g.conv2d(x, w, b, c), inputs(c, c.w[0]), conv2dLoop(c));

const convTranspose = (what: string, c: ConvLoop & { outputPadding?: g.Pair }): OpCase =>
  op(
    `convTranspose2d ${what}`,
    (x, w, b) => g.convTranspose2d(x, w, b, c),
    inputs(c, c.w[1] * (c.groups ?? 1)),
    convTranspose2dLoop(c),
  );

export const cases: Cases = {
  conv2d: [
    conv('of a rectangular image', { x: [2, 2, 4, 6], w: [3, 2, 3, 3] }),
    conv('with a rectangular kernel', { x: [1, 2, 4, 5], w: [2, 2, 1, 3] }),
    conv('with padding that keeps the size', { x: [2, 1, 3, 4], w: [2, 1, 3, 3], padding: 1 }),
    conv('with padding wider than the kernel', { x: [1, 1, 2, 2], w: [1, 1, 1, 1], padding: 2 }),
    conv('with a stride that leaves rows over', { x: [1, 2, 6, 7], w: [2, 2, 3, 3], stride: 2 }),
    conv('with a stride larger than the kernel', { x: [1, 1, 7, 8], w: [1, 1, 2, 2], stride: 3, padding: 1 }),
    conv('with dilation', { x: [1, 2, 6, 7], w: [2, 2, 3, 3], dilation: 2 }),
    conv('with stride, padding and dilation', { x: [2, 2, 7, 6], w: [2, 2, 3, 2], stride: 2, padding: 2, dilation: 2 }),
    conv('with groups', { x: [2, 4, 4, 5], w: [6, 2, 3, 3], groups: 2, padding: 1 }),
    conv('of each channel by itself, with stride', { x: [1, 3, 5, 6], w: [3, 1, 3, 3], groups: 3, stride: 2 }),
    conv('with groups of several channels, stride, dilation and uneven padding', {
      x: [2, 4, 6, 7],
      w: [6, 2, 3, 2],
      groups: 2,
      stride: [2, 1],
      dilation: [1, 2],
      padding: [1, 0, 2, 1],
    }),
    conv('with a stride, a dilation and a padding for each axis', {
      x: [1, 2, 6, 5],
      w: [2, 2, 2, 3],
      stride: [1, 2],
      dilation: [2, 1],
      padding: [0, 2, 1, 0],
    }),
    conv('of one row', { x: [2, 2, 1, 7], w: [3, 2, 1, 3], stride: [1, 2], padding: [0, 1, 0, 1] }),
    conv('of each channel by itself, with dilation and uneven padding', {
      x: [2, 3, 5, 4],
      w: [3, 1, 3, 3],
      groups: 3,
      dilation: [2, 1],
      padding: [2, 0, 1, 2],
    }),
    conv('into fewer channels, with dilation and uneven padding', {
      x: [2, 3, 6, 5],
      w: [2, 3, 3, 2],
      dilation: [1, 2],
      padding: [2, 0, 1, 1],
    }),
    conv('of an image as large as the kernel', { x: [2, 2, 3, 3], w: [2, 2, 3, 3] }),
    conv('of many images of few places, as a product', { x: [8, 3, 2, 2], w: [4, 3, 3, 3], padding: 1 }),
    conv('of many images of one place, as a product', { x: [9, 2, 3, 2], w: [3, 2, 3, 2] }),
    conv('of many images with a stride and kernels of one pixel, as a product', {
      x: [8, 3, 4, 3],
      w: [2, 3, 1, 1],
      stride: 2,
    }),
    conv('of many images with stride, dilation and uneven padding, as a product', {
      x: [8, 2, 5, 4],
      w: [3, 2, 2, 3],
      stride: [2, 1],
      dilation: [1, 2],
      padding: [1, 0, 2, 1],
    }),
    op(
      'conv2d without bias',
      (x, w) => g.conv2d(x, w),
      [normals([1, 1, 3, 3]), normals([1, 1, 2, 2], 2)],
      conv2dLoop({ x: [1, 1, 3, 3], w: [1, 1, 2, 2] }),
    ),
  ],
  convTranspose2d: [
    convTranspose('of a rectangular image', { x: [2, 2, 3, 4], w: [2, 3, 3, 3] }),
    convTranspose('with stride and padding', { x: [1, 2, 3, 4], w: [2, 2, 4, 4], stride: 2, padding: 1 }),
    convTranspose('with stride and output padding', {
      x: [2, 1, 3, 2],
      w: [1, 2, 3, 3],
      stride: 2,
      padding: 1,
      outputPadding: 1,
    }),
    convTranspose('with dilation', { x: [1, 2, 3, 3], w: [2, 1, 2, 3], dilation: 2 }),
    convTranspose('with groups', { x: [1, 4, 2, 3], w: [4, 2, 3, 3], groups: 2, stride: 2 }),
    convTranspose('with a stride, a dilation and a padding for each axis', {
      x: [1, 2, 3, 4],
      w: [2, 2, 3, 2],
      stride: [2, 3],
      dilation: [1, 2],
      padding: [1, 0, 0, 2],
      outputPadding: [1, 2],
    }),
    convTranspose('of each channel by itself', { x: [2, 3, 2, 2], w: [3, 1, 2, 2], groups: 3 }),
    op(
      'convTranspose2d without bias',
      (x, w) => g.convTranspose2d(x, w),
      [
        [[[[2]]]],
        [
          [
            [
              [1, 2],
              [3, 4],
            ],
          ],
        ],
      ],
      [
        [
          [
            [2, 4],
            [6, 8],
          ],
        ],
      ],
    ),
  ],
};
