import { requireWhole } from '../tensor-type.ts';

/** A whole number for rows and columns alike, or one for rows and one for columns. */
export type Pair = number | readonly [number, number];

/**
 * Pixels around an image: as many on every side; or above and below, then left and right; or above, left, below and right, as
 * ONNX orders them.
 */
export type Padding = number | readonly [number, number] | readonly [number, number, number, number];

/** The number for rows and the one for columns. */
export const pairOf = (value: Pair): readonly [number, number] => (typeof value === 'number' ? [value, value] : value);

/** The pixels above, left, below and right. */
export function sidesOf(padding: Padding): readonly [number, number, number, number] {
  if (typeof padding === 'number') return [padding, padding, padding, padding];
  const [top, left, bottom = top, right = left] = padding;
  return [top, left, bottom, right];
}

/** Stops an operation one of whose numbers is not whole or lies outside the range. */
export function requireEach(
  op: string,
  options: Readonly<Record<string, Pair | Padding>>,
  least: number,
  most?: number,
): void {
  for (const [name, value] of Object.entries(options)) {
    for (const n of typeof value === 'number' ? [value] : value) requireWhole(op, { [name]: n }, least, most);
  }
}

/** How a window moves over an image. */
export interface Moves {
  /** Pixels that it moves on. */
  readonly stride: Pair;
  /** Pixels around the image. */
  readonly padding: Padding;
  /** Pixels from one of its places to the next. */
  readonly dilation: Pair;
}

/** How many places a window `kernel` pixels high and wide has on an image of that height and width; below 1 if it does not fit. */
export function placesOf(
  image: readonly [number, number],
  kernel: readonly [number, number],
  { stride, padding, dilation }: Moves,
): readonly [number, number] {
  const [strides, dilations, sides] = [pairOf(stride), pairOf(dilation), sidesOf(padding)];
  const places = (axis: 0 | 1) => {
    const free = image[axis] + sides[axis] + sides[axis + 2]! - dilations[axis] * (kernel[axis] - 1) - 1;
    return Math.floor(free / strides[axis]) + 1;
  };
  return [places(0), places(1)];
}

/** The size of the image that a window with `places` moves over, as far as the last place reaches: `placesOf` undone. */
export function spanOf(
  places: readonly [number, number],
  kernel: readonly [number, number],
  { stride, padding, dilation }: Moves,
): readonly [number, number] {
  const [strides, dilations, sides] = [pairOf(stride), pairOf(dilation), sidesOf(padding)];
  const span = (axis: 0 | 1) =>
    (places[axis] - 1) * strides[axis] - sides[axis] - sides[axis + 2]! + dilations[axis] * (kernel[axis] - 1) + 1;
  return [span(0), span(1)];
}
