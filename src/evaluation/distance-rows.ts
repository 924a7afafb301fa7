import type { Distance } from '../distances/distance.ts';
import { evaluate } from '../graph/evaluate.ts';
import { toOnnx } from '../graph/onnx/export.ts';
import { input } from '../graph/ops/index.ts';
import { program } from '../graph/program.ts';
import { buffer, openSession } from '../graph/runtime.ts';
import { type NdArray, takeRows } from '../nd-array.ts';
import { SquaredDistances, type UseRow } from './squared-distances.ts';

/**
 * Calls `use` for each query [m, D] with how far every reference [n, D] is, in the unit of the distance or another that
 * orders the same way. Every metric and every search goes through here. By default, and for each distance that has its
 * order, that is the squared Euclidean distance, exact; other distances are as their own graph computes them.
 */
export async function eachRow(
  queries: NdArray<Float32Array>,
  references: NdArray<Float32Array>,
  distance: Distance | undefined,
  use: UseRow,
): Promise<void> {
  if (queries.shape[0] === 0) return;
  const points = await euclidean(queries, references, distance);
  if (points === undefined) return rowsByGraph(queries, references, distance!, use);
  const distances = await SquaredDistances.open(points.queries, points.references);
  try {
    await distances.eachRow(0, queries.shape[0]!, use);
  } finally {
    await distances.release();
  }
}

/** Queries and references among which Euclidean distances have a distance's order; undefined where there are none such. */
export async function euclidean(
  queries: NdArray<Float32Array>,
  references: NdArray<Float32Array>,
  distance: Distance | undefined,
): Promise<{ queries: NdArray<Float32Array>; references: NdArray<Float32Array> } | undefined> {
  if (!distance) return { queries, references };
  if (!distance.euclideanOrder) return undefined;
  const a = await asEuclidean(queries, distance);
  const b = queries === references ? a : await asEuclidean(references, distance);
  // A row of zeros has similarity 0 to all; as a point it would lie nearer to the others than they to one another.
  return distance.inverted && (hasZeroRow(a) || hasZeroRow(b)) ? undefined : { queries: a, references: b };
}

async function asEuclidean(points: NdArray<Float32Array>, distance: Distance): Promise<NdArray<Float32Array>> {
  if (!distance.asEuclidean || points.data.length === 0) return points;
  const { y } = await evaluate({ y: distance.asEuclidean(input('x', 'float32', points.shape)) }, { x: points.data });
  return y as NdArray<Float32Array>;
}

function hasZeroRow({ data, shape }: NdArray<Float32Array>): boolean {
  const [n, d] = shape as [number, number];
  for (let i = 0; i < n; i++) if (data.subarray(i * d, (i + 1) * d).every(x => x === 0)) return true;
  return false;
}

/** Distances computed at once: 16 MB of them. */
const BLOCK_SIZE = 1 << 22;

/** The same by the distance's own graph. */
export async function rowsByGraph(
  queries: NdArray<Float32Array>,
  references: NdArray<Float32Array>,
  distance: Distance,
  use: UseRow,
): Promise<void> {
  const [m, d] = queries.shape as [number, number];
  const n = references.shape[0]!;
  const rows = Math.max(1, Math.min(m, Math.floor(BLOCK_SIZE / n)));
  const matrix = distance.matrix(input('queries', 'float32', [rows, d]), input('references', 'float32', [n, d]));
  const session = await openSession(toOnnx(program({ matrix })));
  try {
    for (let start = 0; start < m; start += rows) {
      const block = Array.from({ length: rows }, (_, i) => Math.min(start + i, m - 1)); // the last is filled up
      const feeds = {
        queries: buffer('float32', [rows, d], takeRows(queries, block).data),
        references: buffer('float32', [n, d], references.data),
      };
      const distances = (await session.run(feeds))['matrix']!.data as Float32Array;
      if (distance.inverted) for (let i = 0; i < distances.length; i++) distances[i] = -distances[i]!;
      for (let i = 0; i < rows && start + i < m; i++) {
        const values = distances.subarray(i * n, (i + 1) * n);
        use(start + i, { values, exact: reference => values[reference]! });
      }
    }
  } finally {
    await session.release();
  }
}
