import { UMAP } from 'umap-js';
import { unknownName } from '../errors.ts';
import { nearestRows } from '../evaluation/nearest-rows.ts';
import { toMatrix } from '../given-array.ts';
import type { Matrix, NdArray } from '../nd-array.ts';
import { Random } from '../random.ts';
import { finite, someOf } from './checks.ts';
import { onAxes, principalAxes } from './principal-axes.ts';

const projections = { pca, umap } as const;

/** A way to bring embeddings down to the plane. */
export type ProjectionMethod = keyof typeof projections;

/**
 * Embeddings [n, d] in the plane, [n, 2]. Two dimensions stay as they are, one gets a zero beside it.
 *
 * - `pca` (default): the two directions of largest variance. Distances keep their meaning, as far as two axes show them.
 * - `umap`: McInnes, Healy & Melville 2018, 15 neighbours, minimal distance 0.1. Shows neighbourhoods; distances and
 *   sizes of clusters mean nothing. The same `seed` (default 0) gives the same picture. 2000 points take about 2 seconds.
 *
 * What is to be compared (train and test) must be projected in one call.
 *
 * @throws NearfarError for no embedding, a number that is not finite, or an unknown method
 */
export async function project(
  embeddings: Matrix,
  { method = 'pca', seed = 0 }: { method?: ProjectionMethod; seed?: number } = {},
): Promise<NdArray<Float32Array>> {
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
 *
 * @throws NearfarError for no frame
 */
export function projectFrames(frames: readonly Matrix[]): NdArray<Float32Array>[] {
  someOf('projectFrames', 'frame', frames.length);
  const matrices = frames.map(frame => toMatrix(frame, 'projectFrames'));
  const last = matrices.at(-1)!;
  if (last.shape[1]! <= 2) return matrices.map(inPlane);
  const axes = principalAxes(last);
  return matrices.map(matrix => onAxes(matrix, axes));
}

function pca(matrix: NdArray<Float32Array>): NdArray<Float32Array> {
  return onAxes(matrix, principalAxes(matrix));
}

/** Passes of UMAP over its neighbours; the library's own number, 500 up to 2500 points, takes twice as long to look the same. */
const EPOCHS = 200;

async function umap(matrix: NdArray<Float32Array>, seed: number): Promise<NdArray<Float32Array>> {
  const n = matrix.shape[0]!;
  if (n < 4) return pca(matrix);
  const random = new Random(seed).fork('umap');
  const nNeighbors = Math.min(15, n - 1);
  const layout = new UMAP({ nNeighbors, nEpochs: EPOCHS, random: () => random.uniform() });
  const nearest = await nearestRows(matrix, matrix, nNeighbors);
  layout.setPrecomputedKNN(
    nearest.map(({ rows }) => [...rows]),
    nearest.map(({ distances }) => [...distances]),
  );
  // With its neighbours given, the library looks at nothing of a point but its place in the list.
  const points = layout.fit(Array.from({ length: n }, (_, i) => [i]));
  return { data: Float32Array.from(points.flat()), shape: [n, 2] };
}

function inPlane({ data, shape }: NdArray<Float32Array>): NdArray<Float32Array> {
  const [n = 0, d = 0] = shape;
  if (d === 2) return { data, shape };
  const points = new Float32Array(2 * n);
  for (let i = 0; d === 1 && i < n; i++) points[2 * i] = data[i]!;
  return { data: points, shape: [n, 2] };
}
