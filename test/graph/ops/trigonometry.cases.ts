import * as g from '../../../src/graph/index.ts';
import { type Cases, type Numbers, normals, op } from '../../support/op.ts';

const x = normals([2, 3]);
/** Numbers from −0.8 to 0.8. */
const inside: Numbers = { shape: [2, 3], data: [-0.8, -0.5, -0.1, 0, 0.3, 0.8] };
/** Numbers from 1.25 to 2.5. */
const beyond: Numbers = { shape: [2, 3], data: [1.25, 1.5, 1.75, 2, 2.25, 2.5] };

const each =
  (f: (x: number) => number) =>
  (x: readonly number[]): number[] =>
    x.map(f);

export const cases: Cases = {
  tan: [op('tan(x)', g.tan, [inside], each(Math.tan))],
  asin: [op('asin(x)', g.asin, [inside], each(Math.asin))],
  atan: [op('atan(x)', g.atan, [x], each(Math.atan))],
  sinh: [op('sinh(x)', g.sinh, [x], each(Math.sinh))],
  cosh: [op('cosh(x)', g.cosh, [x], each(Math.cosh))],
  asinh: [op('asinh(x)', g.asinh, [x], each(Math.asinh))],
  acosh: [op('acosh(x)', g.acosh, [beyond], each(Math.acosh))],
  atanh: [op('atanh(x)', g.atanh, [inside], each(Math.atanh))],
};
