import { NearfarError, UsageError } from '../errors.ts';
import { toMatrix } from '../given-array.ts';
import type { Matrix } from '../nd-array.ts';
import { Random } from '../random.ts';

/** What `kMeans` takes. */
export interface KMeansOptions {
  /** How many clusters. */
  readonly k: number;
  /** The same seed gives the same clusters. Default 0. */
  readonly seed?: number;
  /** At most so many rounds; default 100. */
  readonly iterations?: number;
}

/**
 * The cluster of each row [n, d], from 0 to k − 1: Lloyd's algorithm from seeds drawn by k-means++ (Arthur & Vassilvitskii
 * 2007).
 *
 * @throws UsageError unless `k` is from 1 to n; NearfarError if a number is not finite
 */
export function kMeans(embeddings: Matrix, { k, seed = 0, iterations = 100 }: KMeansOptions): Int32Array {
  const { data, shape } = toMatrix(embeddings, 'evaluation.kMeans');
  const [n, d] = shape as [number, number];
  if (!Number.isInteger(k) || k < 1 || k > n) {
    throw new UsageError({ who: 'evaluation.kMeans', expected: `k from 1 to the ${n} rows`, got: `${k}` });
  }
  const stray = data.findIndex(x => !Number.isFinite(x));
  if (stray >= 0) {
    const got = `${data[stray]} in row ${Math.floor(stray / d)}`;
    throw new NearfarError({ who: 'evaluation.kMeans', expected: 'finite numbers', got });
  }
  const row = (i: number) => data.subarray(i * d, (i + 1) * d);
  const centres = firstCentres(row, n, k, new Random(seed).fork('kMeans'));
  const assigned = new Int32Array(n).fill(-1);
  for (let round = 0; round < iterations; round++) {
    let moved = false;
    for (let i = 0; i < n; i++) {
      const nearest = nearestCentre(row(i), centres).centre;
      moved ||= nearest !== assigned[i];
      assigned[i] = nearest;
    }
    if (!moved) break;
    moveCentres(centres, assigned, row);
  }
  return assigned;
}

type Rows = (i: number) => Float32Array;

/** Each next one is drawn by its squared distance to those before. */
function firstCentres(row: Rows, n: number, k: number, random: Random): Float64Array[] {
  const centres = [Float64Array.from(row(random.int(n)))];
  while (centres.length < k) {
    const distances = Float64Array.from({ length: n }, (_, i) => nearestCentre(row(i), centres).distance);
    let left = random.uniform() * distances.reduce((a, b) => a + b, 0);
    const drawn = distances.findIndex(distance => {
      left -= distance;
      return left < 0;
    });
    centres.push(Float64Array.from(row(Math.max(drawn, 0))));
  }
  return centres;
}

function nearestCentre(point: Float32Array, centres: readonly Float64Array[]): { centre: number; distance: number } {
  let [centre, least] = [0, Number.POSITIVE_INFINITY];
  centres.forEach((at, i) => {
    let distance = 0;
    for (let j = 0; j < at.length; j++) distance += (at[j]! - point[j]!) ** 2;
    if (distance < least) [centre, least] = [i, distance];
  });
  return { centre, distance: least };
}

/** Each centre goes to the mean of its rows; one without rows stays. */
function moveCentres(centres: readonly Float64Array[], assigned: Int32Array, row: Rows): void {
  const counts = new Int32Array(centres.length);
  for (const cluster of assigned) counts[cluster]!++;
  centres.forEach((centre, i) => {
    if (counts[i]! > 0) centre.fill(0);
  });
  assigned.forEach((cluster, i) => {
    const [centre, point] = [centres[cluster]!, row(i)];
    for (let j = 0; j < point.length; j++) centre[j]! += point[j]! / counts[cluster]!;
  });
}
