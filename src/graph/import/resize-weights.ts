/** How an axis is resized. */
export interface AxisResize {
  /** Extent before and after. */
  readonly from: number;
  readonly to: number;
  readonly scale: number;
  /** The part of the axis that is looked at, from 0 to 1, for `tf_crop_and_resize`. */
  readonly start: number;
  readonly end: number;
  readonly mode: string;
  /** How a place of the result is found in the original. */
  readonly coordinates: string;
  readonly nearest: string;
  readonly cubicCoefficient: number;
  readonly excludeOutside: boolean;
  readonly antialias: boolean;
}

/** Where the number at `at` of the result lies in the original. */
function origin(at: number, { from, to, scale, start, end, coordinates }: AxisResize): number {
  switch (coordinates) {
    case 'asymmetric':
      return at / scale;
    case 'align_corners':
      return to === 1 && scale * from <= 1 ? 0 : (at * (from - 1)) / (scale * from - 1); // not rounded, as ONNX has it
    case 'pytorch_half_pixel':
      return to === 1 ? 0 : (at + 0.5) / scale - 0.5;
    case 'half_pixel_symmetric': {
      const adjustment = to / (scale * from);
      return (from / 2) * (1 - adjustment) + (at + 0.5) / scale - 0.5;
    }
    case 'tf_half_pixel_for_nn':
      return (at + 0.5) / scale;
    case 'tf_crop_and_resize':
      return to > 1
        ? start * (from - 1) + (at * (end - start) * (from - 1)) / (to - 1)
        : 0.5 * (start + end) * (from - 1);
    default:
      return (at + 0.5) / scale - 0.5;
  }
}

function nearestPlace(x: number, how: string): number {
  if (how === 'floor') return Math.floor(x);
  if (how === 'ceil') return Math.ceil(x);
  if (how === 'round_prefer_ceil') return Math.floor(x + 0.5);
  return Math.ceil(x - 0.5);
}

/** Keys' cubic kernel with coefficient a. */
function cubic(distance: number, a: number): number {
  const d = Math.abs(distance);
  if (d <= 1) return ((a + 2) * d - (a + 3)) * d * d + 1;
  if (d < 2) return ((a * d - 5 * a) * d + 8 * a) * d - 4 * a;
  return 0;
}

/** What each place of the original adds to one of the result, by place; places outside count as those at the edge, or not at all. */
function weightsAt(at: number, axis: AxisResize): readonly (readonly [number, number])[] {
  const x = origin(at, axis);
  if (axis.mode === 'nearest') return [[nearestPlace(x, axis.nearest), 1]];
  // Antialiasing widens the kernel where the result is smaller.
  const stretch = axis.antialias ? Math.min(axis.scale, 1) : 1;
  const reach = (axis.mode === 'cubic' ? 2 : 1) / stretch;
  const kernel = (d: number) =>
    axis.mode === 'cubic' ? cubic(d * stretch, axis.cubicCoefficient) : Math.max(0, 1 - Math.abs(d * stretch));
  const taps: [number, number][] = [];
  for (let place = Math.floor(x - reach) + 1; place <= Math.ceil(x + reach) - 1; place++) {
    const within = place >= 0 && place < axis.from;
    if (within || !axis.excludeOutside) taps.push([place, kernel(x - place)]);
  }
  const total = taps.reduce((sum, [, weight]) => sum + weight, 0);
  return taps.map(([place, weight]) => [place, weight / total]);
}

/** A row for each place of the result: how much of each place of the original it takes. Resizing is linear: y = W x. */
export function resizeWeights(axis: AxisResize): Float32Array {
  const matrix = new Float32Array(axis.from * axis.to);
  for (let at = 0; at < axis.to; at++) {
    for (const [place, weight] of weightsAt(at, axis)) {
      const inside = Math.min(Math.max(place, 0), axis.from - 1);
      matrix[at * axis.from + inside]! += weight;
    }
  }
  return matrix;
}

/** Which places of the result lie outside the original, where `tf_crop_and_resize` looks there. */
export const outsideOf = (axis: AxisResize): readonly boolean[] =>
  Array.from({ length: axis.to }, (_, at) => {
    const x = origin(at, axis);
    return axis.coordinates === 'tf_crop_and_resize' && (x < 0 || x > axis.from - 1);
  });
