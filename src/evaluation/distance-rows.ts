import type { Distance } from '../distances/distance.ts';
import { toOnnx } from '../graph/onnx/export.ts';
import { input } from '../graph/ops/index.ts';
import { program } from '../graph/program.ts';
import { buffer, openSession } from '../graph/runtime.ts';
import { type NdArray, takeRows } from '../nd-array.ts';

/** Calls `use` for each query with how far every reference is, smaller being nearer; the array is reused. */
export async function eachRow(
  queries: NdArray<Float32Array>,
  references: NdArray<Float32Array>,
  distance: Distance | undefined,
  use: (query: number, distances: Float32Array) => void,
): Promise<void> {
  if (distance) return rowsByGraph(queries, references, distance, use);
  const row = new Float32Array(references.shape[0]!);
  for (let query = 0; query < queries.shape[0]!; query++) {
    squaredEuclidean(queries, query, references, row);
    use(query, row);
  }
}

/** ‖q − r‖² to every reference: in the order of the Euclidean distance. */
function squaredEuclidean(
  queries: NdArray<Float32Array>,
  query: number,
  { data, shape }: NdArray<Float32Array>,
  into: Float32Array,
): void {
  const [n, d] = shape as [number, number];
  const q = Float64Array.from(queries.data.subarray(query * d, (query + 1) * d));
  if (d === 2) {
    const [x, y] = [q[0]!, q[1]!];
    for (let j = 0; j < n; j++) {
      const dx = x - data[2 * j]!;
      const dy = y - data[2 * j + 1]!;
      into[j] = dx * dx + dy * dy;
    }
    return;
  }
  const wide = d - (d % 4);
  for (let j = 0, place = 0; j < n; j++) {
    let [a, b, c, e] = [0, 0, 0, 0]; // four sums that do not wait for one another
    for (let k = 0; k < wide; k += 4, place += 4) {
      const d0 = q[k]! - data[place]!;
      const d1 = q[k + 1]! - data[place + 1]!;
      const d2 = q[k + 2]! - data[place + 2]!;
      const d3 = q[k + 3]! - data[place + 3]!;
      a += d0 * d0;
      b += d1 * d1;
      c += d2 * d2;
      e += d3 * d3;
    }
    for (let k = wide; k < d; k++, place++) a += (q[k]! - data[place]!) ** 2;
    into[j] = a + b + (c + e);
  }
}

/** Queries whose distances are computed at once: about 16 MB of them. */
const BLOCK_SIZE = 1 << 22;

async function rowsByGraph(
  queries: NdArray<Float32Array>,
  references: NdArray<Float32Array>,
  distance: Distance,
  use: (query: number, distances: Float32Array) => void,
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
      for (let i = 0; i < rows && start + i < m; i++) use(start + i, distances.subarray(i * n, (i + 1) * n));
    }
  } finally {
    await session.release();
  }
}
