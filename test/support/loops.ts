/** Operations on images as plain loops: oracles that can be read by eye. */

type Extents4 = readonly [number, number, number, number];
type Two = number | readonly [number, number];
/** All sides, or above, left, below, right. */
type Sides = number | Extents4;

const two = (v: Two): readonly [number, number] => (typeof v === 'number' ? [v, v] : v);
const sides = (v: Sides): Extents4 => (typeof v === 'number' ? [v, v, v, v] : v);

/** A dense array of images read by index; zero (or `outside`) beyond the border. */
const reader =
  (data: readonly number[], [, c, h, w]: Extents4, outside = 0) =>
  (n: number, k: number, y: number, x: number): number =>
    y < 0 || x < 0 || y >= h || x >= w ? outside : data[((n * c + k) * h + y) * w + x]!;

export interface ConvLoop {
  x: Extents4;
  w: Extents4;
  stride?: Two;
  padding?: Sides;
  dilation?: Two;
  groups?: number;
}

const convExtents = (x: Extents4, kernel: Two, stride: Two, padding: Sides, dilation: Two) =>
  [0, 1].map(axis => {
    const padded = x[axis + 2]! + sides(padding)[axis]! + sides(padding)[axis + 2]!;
    return Math.floor((padded - two(dilation)[axis]! * (two(kernel)[axis]! - 1) - 1) / two(stride)[axis]!) + 1;
  }) as [number, number];

export const conv2dLoop =
  ({ x, w, stride = 1, padding = 0, dilation = 1, groups = 1 }: ConvLoop) =>
  (xs: readonly number[], ws: readonly number[], bias?: readonly number[]): number[] => {
    const [at, weight] = [reader(xs, x), reader(ws, w)];
    const [co, cig, kh, kw] = w;
    const [ho, wo] = convExtents(x, [kh, kw], stride, padding, dilation);
    const [[sy, sx], [dy, dx], [top, left]] = [two(stride), two(dilation), sides(padding)];
    const y: number[] = [];
    for (let n = 0; n < x[0]; n++)
      for (let o = 0; o < co; o++)
        for (let i = 0; i < ho; i++)
          for (let j = 0; j < wo; j++) {
            let total = bias?.[o] ?? 0;
            const first = Math.floor(o / (co / groups)) * cig;
            for (let c = 0; c < cig; c++)
              for (let p = 0; p < kh; p++)
                for (let q = 0; q < kw; q++) {
                  const [row, column] = [i * sy + p * dy - top, j * sx + q * dx - left];
                  total += at(n, first + c, row, column) * weight(o, c, p, q);
                }
            y.push(total);
          }
    return y;
  };

/** Each input pixel stamps the kernel, times itself, onto the result. */
export const convTranspose2dLoop =
  ({
    x,
    w,
    stride = 1,
    padding = 0,
    dilation = 1,
    groups = 1,
    outputPadding = 0,
  }: ConvLoop & { outputPadding?: Two }) =>
  (xs: readonly number[], ws: readonly number[], bias?: readonly number[]): number[] => {
    const [at, weight] = [reader(xs, x), reader(ws, w)];
    const [ci, cog, kh, kw] = w;
    const [[sy, sx], [dy, dx], [top, left, bottom, right]] = [two(stride), two(dilation), sides(padding)];
    const [extraY, extraX] = two(outputPadding);
    const ho = (x[2] - 1) * sy - top - bottom + dy * (kh - 1) + 1 + extraY;
    const wo = (x[3] - 1) * sx - left - right + dx * (kw - 1) + 1 + extraX;
    const co = cog * groups;
    const y = Array.from({ length: x[0] * co * ho * wo }, (_, i) => bias?.[Math.floor(i / (ho * wo)) % co] ?? 0);
    for (let n = 0; n < x[0]; n++)
      for (let c = 0; c < ci; c++)
        for (let o = 0; o < cog; o++)
          for (let i = 0; i < x[2]; i++)
            for (let j = 0; j < x[3]; j++)
              for (let p = 0; p < kh; p++)
                for (let q = 0; q < kw; q++) {
                  const [row, column] = [i * sy + p * dy - top, j * sx + q * dx - left];
                  if (row < 0 || column < 0 || row >= ho || column >= wo) continue;
                  const channel = Math.floor(c / (ci / groups)) * cog + o;
                  y[((n * co + channel) * ho + row) * wo + column]! += at(n, c, i, j) * weight(c, o, p, q);
                }
    return y;
  };

/** `combine` over every window of images; where `outside` is undefined, what lies beyond the border is left out. */
export const poolLoop =
  (
    combine: (window: number[]) => number,
    x: Extents4,
    {
      kernel,
      stride = kernel,
      padding = 0,
      dilation = 1,
      outside = 0,
    }: { kernel: Two; stride?: Two; padding?: Sides; dilation?: Two; outside?: number | 'left out' },
  ) =>
  (xs: readonly number[]): number[] => {
    const at = reader(xs, x, outside === 'left out' ? Number.NaN : outside);
    const [ho, wo] = convExtents(x, kernel, stride, padding, dilation);
    const [[sy, sx], [dy, dx], [top, left]] = [two(stride), two(dilation), sides(padding)];
    const [kh, kw] = two(kernel);
    const y: number[] = [];
    for (let n = 0; n < x[0]; n++)
      for (let c = 0; c < x[1]; c++)
        for (let i = 0; i < ho; i++)
          for (let j = 0; j < wo; j++) {
            const window = Array.from({ length: kh * kw }, (_, k) =>
              at(n, c, i * sy + Math.floor(k / kw) * dy - top, j * sx + (k % kw) * dx - left),
            );
            y.push(combine(outside === 'left out' ? window.filter(v => !Number.isNaN(v)) : window));
          }
    return y;
  };

/** a [m, k] · b [k, n] of row-major lists. */
export const matmulLoop = (
  a: readonly number[],
  b: readonly number[],
  [m, k, n]: readonly [number, number, number],
): number[] =>
  Array.from({ length: m * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    let total = 0;
    for (let l = 0; l < k; l++) total += a[i * k + l]! * b[l * n + j]!;
    return total;
  });
