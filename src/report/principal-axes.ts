import type { NdArray } from '../nd-array.ts';
import { Random } from '../random.ts';

/** The mean of some points of d dimensions, and the two directions in which they vary most, of length 1. */
export interface PrincipalAxes {
  readonly mean: Float64Array;
  readonly directions: readonly [Float64Array, Float64Array];
}

/** Vectors of the Krylov space at most; up to so many dimensions the directions are exact. */
const LARGEST = 32;

/**
 * The two principal directions of points [n, d], by a Krylov space of two random vectors (Musco & Musco 2015, "Randomized
 * block Krylov methods"): O(n·d) time and memory, where the matrix d × d of an eigen-decomposition would take O(d³) time.
 */
export function principalAxes(points: NdArray<Float32Array>): PrincipalAxes {
  const [n = 0, d = 0] = points.shape;
  const sum = new Float64Array(d);
  for (let row = 0; row < n; row++) for (let i = 0; i < d; i++) sum[i]! += points.data[row * d + i]!;
  const mean = sum.map(value => value / n);
  const random = new Random(0).fork('principal axes');
  const basis: Float64Array[] = [];
  const images: Float64Array[] = []; // of the basis, under the centred points
  for (let k = 0; basis.length < Math.min(d, LARGEST) && k < 2 + images.length; k++) {
    const candidate = k < 2 ? Float64Array.from(mean, () => random.normal()) : spreadBy(points, mean, images[k - 2]!);
    const vector = orthonormal(candidate, basis);
    if (!vector) continue;
    basis.push(vector);
    images.push(heights(points, mean, vector));
  }
  const spread = images.map(a => images.map(b => dot(a, b)));
  const { values, vectors } = eigen(spread);
  const order = values.map((_, k) => k).sort((a, b) => values[b]! - values[a]!);
  const direction = (k: number) => upright(combined(basis, vectors[order[k]!]!));
  return { mean, directions: [direction(0), direction(1)] };
}

/** The points [n, d] on two axes: [n, 2]. */
export function onAxes(points: NdArray<Float32Array>, { mean, directions }: PrincipalAxes): NdArray<Float32Array> {
  const n = points.shape[0]!;
  const [x, y] = directions.map(direction => heights(points, mean, direction)) as [Float64Array, Float64Array];
  return { data: Float32Array.from({ length: 2 * n }, (_, i) => (i % 2 === 0 ? x : y)[i >> 1]!), shape: [n, 2] };
}

/** How far each centred point lies along a direction: [n]. */
function heights({ data, shape }: NdArray<Float32Array>, mean: Float64Array, direction: Float64Array): Float64Array {
  const [n = 0, d = 0] = shape;
  return Float64Array.from({ length: n }, (_, row) => {
    let sum = 0;
    for (let i = 0; i < d; i++) sum += (data[row * d + i]! - mean[i]!) * direction[i]!;
    return sum;
  });
}

/** The sum of the centred points, each times its weight: [d]. */
function spreadBy({ data, shape }: NdArray<Float32Array>, mean: Float64Array, weights: Float64Array): Float64Array {
  const [n = 0, d = 0] = shape;
  const sum = new Float64Array(d);
  for (let row = 0; row < n; row++) {
    const weight = weights[row]!;
    for (let i = 0; i < d; i++) sum[i]! += weight * (data[row * d + i]! - mean[i]!);
  }
  return sum;
}

/** A vector made orthogonal to a basis and of length 1; undefined where hardly anything of it is left. */
function orthonormal(vector: Float64Array, basis: readonly Float64Array[]): Float64Array | undefined {
  const before = Math.sqrt(dot(vector, vector));
  const rest = vector.slice();
  // Twice, since rounding leaves a part of the basis after the first time (Giraud et al. 2005).
  for (const other of [...basis, ...basis]) {
    const shared = dot(rest, other);
    for (let i = 0; i < rest.length; i++) rest[i]! -= shared * other[i]!;
  }
  const length = Math.sqrt(dot(rest, rest));
  return length > 1e-9 * before ? rest.map(value => value / length) : undefined;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

const combined = (basis: readonly Float64Array[], weights: readonly number[]): Float64Array =>
  basis[0]!.map((_, i) => basis.reduce((sum, vector, k) => sum + weights[k]! * vector[i]!, 0));

/** An eigenvector's sign is arbitrary: the entry of largest size is made positive. */
function upright(vector: Float64Array): Float64Array {
  const largest = vector.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
  return vector.map(value => (largest < 0 ? -value : value));
}

/** Eigenvalues and eigenvectors of a small symmetric matrix, by Jacobi's rotations. */
function eigen(symmetric: readonly (readonly number[])[]): { values: number[]; vectors: number[][] } {
  const a = symmetric.map(row => [...row]);
  const n = a.length;
  const vectors = a.map((_, i) => a.map((_, j) => Number(i === j))); // a row each
  for (let sweep = 0; sweep < 30; sweep++) {
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        if (a[p]![q] === 0) continue;
        const theta = 0.5 * Math.atan2(2 * a[p]![q]!, a[q]![q]! - a[p]![p]!);
        const [c, s] = [Math.cos(theta), Math.sin(theta)];
        for (const row of a) [row[p], row[q]] = [c * row[p]! - s * row[q]!, s * row[p]! + c * row[q]!];
        rotateRows(a, p, q, c, s);
        rotateRows(vectors, p, q, c, s);
      }
    }
  }
  return { values: a.map((row, i) => row[i]!), vectors };
}

function rotateRows(rows: number[][], p: number, q: number, c: number, s: number): void {
  const [a, b] = [rows[p]!, rows[q]!];
  for (let i = 0; i < a.length; i++) [a[i], b[i]] = [c * a[i]! - s * b[i]!, s * a[i]! + c * b[i]!];
}
