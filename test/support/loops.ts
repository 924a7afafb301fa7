/** Operations on images as plain loops: oracles that can be read by eye. */

type Extents4 = readonly [number, number, number, number];

/** A dense array of images read by index; zero (or `outside`) beyond the border. */
const reader =
  (data: readonly number[], [, c, h, w]: Extents4, outside = 0) =>
  (n: number, k: number, y: number, x: number): number =>
    y < 0 || x < 0 || y >= h || x >= w ? outside : data[((n * c + k) * h + y) * w + x]!;

export interface ConvLoop {
  x: Extents4;
  w: Extents4;
  stride?: number;
  padding?: number;
  dilation?: number;
  groups?: number;
}

const convExtent = (size: number, kernel: number, stride: number, padding: number, dilation: number) =>
  Math.floor((size + 2 * padding - dilation * (kernel - 1) - 1) / stride) + 1;

export const conv2dLoop =
  ({ x, w, stride = 1, padding = 0, dilation = 1, groups = 1 }: ConvLoop) =>
  (xs: readonly number[], ws: readonly number[], bias?: readonly number[]): number[] => {
    const [at, weight] = [reader(xs, x), reader(ws, w)];
    const [co, cig, kh, kw] = w;
    const [ho, wo] = [convExtent(x[2], kh, stride, padding, dilation), convExtent(x[3], kw, stride, padding, dilation)];
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
                  const [row, column] = [i * stride + p * dilation - padding, j * stride + q * dilation - padding];
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
  }: ConvLoop & { outputPadding?: number }) =>
  (xs: readonly number[], ws: readonly number[], bias?: readonly number[]): number[] => {
    const [at, weight] = [reader(xs, x), reader(ws, w)];
    const [ci, cog, kh, kw] = w;
    const extent = (size: number, k: number) =>
      (size - 1) * stride - 2 * padding + dilation * (k - 1) + 1 + outputPadding;
    const [ho, wo, co] = [extent(x[2], kh), extent(x[3], kw), cog * groups];
    const y = Array.from({ length: x[0] * co * ho * wo }, (_, i) => bias?.[Math.floor(i / (ho * wo)) % co] ?? 0);
    for (let n = 0; n < x[0]; n++)
      for (let c = 0; c < ci; c++)
        for (let o = 0; o < cog; o++)
          for (let i = 0; i < x[2]; i++)
            for (let j = 0; j < x[3]; j++)
              for (let p = 0; p < kh; p++)
                for (let q = 0; q < kw; q++) {
                  const [row, column] = [i * stride + p * dilation - padding, j * stride + q * dilation - padding];
                  if (row < 0 || column < 0 || row >= ho || column >= wo) continue;
                  const channel = Math.floor(c / (ci / groups)) * cog + o;
                  y[((n * co + channel) * ho + row) * wo + column]! += at(n, c, i, j) * weight(c, o, p, q);
                }
    return y;
  };

/** `combine` over every window of images. */
export const poolLoop =
  (
    combine: (window: number[]) => number,
    x: Extents4,
    {
      kernel,
      stride = kernel,
      padding = 0,
      outside = 0,
    }: { kernel: number; stride?: number; padding?: number; outside?: number },
  ) =>
  (xs: readonly number[]): number[] => {
    const at = reader(xs, x, outside);
    const [ho, wo] = [convExtent(x[2], kernel, stride, padding, 1), convExtent(x[3], kernel, stride, padding, 1)];
    const y: number[] = [];
    for (let n = 0; n < x[0]; n++)
      for (let c = 0; c < x[1]; c++)
        for (let i = 0; i < ho; i++)
          for (let j = 0; j < wo; j++) {
            const window = Array.from({ length: kernel ** 2 }, (_, k) =>
              at(n, c, i * stride + Math.floor(k / kernel) - padding, j * stride + (k % kernel) - padding),
            );
            y.push(combine(window));
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
