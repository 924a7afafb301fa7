import { TSNE } from '@keckelt/tsne';
import { Matrix as Dense, EigenvalueDecomposition } from 'ml-matrix';
import { UMAP } from 'umap-js';
import { unknownName } from '../errors.ts';
import { type Matrix, type NdArray, toMatrix } from '../nd-array.ts';
import { Random } from '../random.ts';
import { finite, someOf } from './checks.ts';

const projections = { pca, umap, tsne } as const;

/** A way to bring embeddings down to the plane. */
export type ProjectionMethod = keyof typeof projections;

/**
 * Embeddings [n, d] in the plane, [n, 2]. Two dimensions stay as they are, one gets a zero beside it.
 *
 * - `pca` (default): the two directions of largest variance. Distances keep their meaning, as far as two axes show them.
 * - `umap`: McInnes, Healy & Melville 2018, 15 neighbours, minimal distance 0.1. Shows neighbourhoods; distances and
 *   sizes of clusters mean nothing. The same `seed` (default 0) gives the same picture. Blocks for seconds
 *   (10 000 points of 64 dimensions: about 17).
 * - `tsne`: van der Maaten & Hinton 2008, perplexity 30 (a third of the points where they are few), 500 steps from the
 *   principal components. Shows neighbourhoods, as `umap` does. Memory and time grow with the square of the number of
 *   points (1000 of them: about 20 seconds). It has no randomness.
 *
 * What is to be compared (train and test) must be projected in one call.
 */
export function project(
  embeddings: Matrix,
  { method = 'pca', seed = 0 }: { method?: ProjectionMethod; seed?: number } = {},
): NdArray<Float32Array> {
  const matrix = toMatrix(embeddings, 'project');
  someOf('project', 'embedding', matrix.shape[0]!);
  finite('project', 'embeddings', matrix.data);
  if (!Object.hasOwn(projections, method)) {
    throw unknownName('project', 'a method', method, Object.keys(projections));
  }
  return matrix.shape[1]! <= 2 ? inPlane(matrix) : projections[method](matrix, seed);
}

/**
 * The embeddings [n, d] of several moments of a training, all by the same projection (PCA of the last moment), so that
 * nothing jumps between frames.
 */
export function projectFrames(frames: readonly Matrix[]): NdArray<Float32Array>[] {
  someOf('projectFrames', 'frame', frames.length);
  const matrices = frames.map(frame => toMatrix(frame, 'projectFrames'));
  const last = matrices.at(-1)!;
  if (last.shape[1]! <= 2) return matrices.map(inPlane);
  const axes = principalAxes(last);
  return matrices.map(matrix => onAxes(matrix, axes));
}

interface PrincipalAxes {
  readonly mean: readonly number[];
  readonly directions: readonly [readonly number[], readonly number[]];
}

function pca(matrix: NdArray<Float32Array>): NdArray<Float32Array> {
  return onAxes(matrix, principalAxes(matrix));
}

function umap({ data, shape }: NdArray<Float32Array>, seed: number): NdArray<Float32Array> {
  const [n = 0, d = 0] = shape;
  if (n < 4) return pca({ data, shape });
  const random = new Random(seed).fork('umap');
  const rows = Array.from({ length: n }, (_, i) => Array.from(data.subarray(i * d, (i + 1) * d)));
  const points = new UMAP({ nNeighbors: Math.min(15, n - 1), random: () => random.uniform() }).fit(rows);
  return { data: Float32Array.from(points.flat()), shape: [n, 2] };
}

function tsne(matrix: NdArray<Float32Array>): NdArray<Float32Array> {
  const [n = 0, d = 0] = matrix.shape;
  if (n < 4) return pca(matrix);
  const rows = Array.from({ length: n }, (_, i) => Array.from(matrix.data.subarray(i * d, (i + 1) * d)));
  const layout = new TSNE({ perplexity: Math.min(30, (n - 1) / 3), epsilon: Math.max(10, n / 12) });
  layout.initDataRaw(rows);
  startFrom(pca(matrix), layout.getSolution());
  for (let step = 0; step < 500; step++) layout.step();
  return { data: Float32Array.from(layout.getSolution().flat()), shape: [n, 2] };
}

/** The library begins with points out of `Math.random`: principal components, made as small, repeat themselves. */
function startFrom({ data }: NdArray<Float32Array>, points: number[][]): void {
  const size = Math.sqrt(data.reduce((sum, x) => sum + x * x, 0) / data.length) || 1;
  points.forEach((point, i) => {
    point[0] = (1e-4 * data[2 * i]!) / size;
    point[1] = (1e-4 * data[2 * i + 1]!) / size;
  });
}

function inPlane({ data, shape }: NdArray<Float32Array>): NdArray<Float32Array> {
  const [n = 0, d = 0] = shape;
  if (d === 2) return { data, shape };
  const points = new Float32Array(2 * n);
  for (let i = 0; d === 1 && i < n; i++) points[2 * i] = data[i]!;
  return { data: points, shape: [n, 2] };
}

function principalAxes({ data, shape }: NdArray<Float32Array>): PrincipalAxes {
  const [n = 0, d = 0] = shape;
  const rows = Dense.from1DArray(n, d, data);
  const mean = rows.mean('column');
  const centred = rows.subRowVector(mean);
  const { eigenvectorMatrix } = new EigenvalueDecomposition(centred.transpose().mmul(centred), {
    assumeSymmetric: true,
  });
  const direction = (k: number) => upright(eigenvectorMatrix.getColumn(d - 1 - k));
  return { mean, directions: [direction(0), direction(1)] };
}

/** An eigenvector's sign is arbitrary: the entry of largest size is made positive. */
function upright(vector: readonly number[]): number[] {
  const largest = vector.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
  return vector.map(value => (largest < 0 ? -value : value));
}

function onAxes({ data, shape }: NdArray<Float32Array>, { mean, directions }: PrincipalAxes): NdArray<Float32Array> {
  const [n = 0, d = 0] = shape;
  const points = new Float32Array(2 * n);
  for (let row = 0; row < n; row++) {
    for (let i = 0; i < d; i++) {
      const centred = data[row * d + i]! - mean[i]!;
      points[2 * row]! += centred * directions[0][i]!;
      points[2 * row + 1]! += centred * directions[1][i]!;
    }
  }
  return { data: points, shape: [n, 2] };
}
