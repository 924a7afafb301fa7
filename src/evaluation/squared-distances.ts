import { toOnnx } from '../graph/onnx/export.ts';
import { input } from '../graph/ops/index.ts';
import { program } from '../graph/program.ts';
import { buffer, openSession, type SessionOptions } from '../graph/runtime.ts';
import { apply, type Op } from '../graph/tensor.ts';
import type { NdArray } from '../nd-array.ts';
import { Placed } from './placed-points.ts';

/** How far every reference is from one query; smaller is nearer. */
export interface DistanceRow {
  /** [n], to the last bit of float32 or nearly so; the array is reused. */
  readonly values: Float32Array;
  /** Of what is smaller than this, digits are missing: `exact` knows it. Absent where values are a graph's own. */
  readonly unsure?: number;
  /** How far each value may be off, beside the last bits. Default 0. */
  readonly error?: number;
  /** The value of one reference, in float64 where there is no graph to compute it. */
  readonly exact: (reference: number) => number;
}

/** Is given each query's row, in the order of the queries; the row is only good during the call. */
export type UseRow = (query: number, row: DistanceRow) => void;

const FLOAT = 1;
const DOUBLE = 11;

/**
 * A·Bᵀ for A [m, w] and B [n, w] → [m, n], multiplied in float64: of ‖a‖² + ‖b‖² − 2 a·b float32 leaves nothing where a
 * and b are near each other.
 */
const productsOp: Op<undefined> = {
  name: 'productsInFloat64',
  type: ([a, b]) => ({ dtype: 'float32', shape: [a!.shape[0]!, b!.shape[0]!] }),
  onnx: (write, xs) => {
    const wide = xs.map(x => write.node('Cast', [x], { to: DOUBLE }));
    return write.node('Cast', [write.node('Gemm', wide, { transB: 1 })], { to: FLOAT });
  },
  cost: ({ xs: [a, b] }) => 2 * a!.shape[0]! * b!.shape[0]! * a!.shape[1]!,
  gradient: { none: 'it measures what has been learned' },
};

/** Distances computed at once: 64 MB of them in float64. */
const BLOCK_SIZE = 1 << 23;
/** Queries computed at once: more leave the processor's cache, fewer do not pay for reading the references. */
const ROWS = 32;
/** Of narrow matrices a product is done before threads have met. */
const threadsFor = (width: number): SessionOptions => (width < 64 ? { threads: 1 } : {});

/**
 * Calls `use` for each query [m, D] with ‖q − r‖² to every reference [n, D], but for a power of two that all share:
 * products in float64, and differences for those that `use` asks for.
 */
export async function squaredDistanceRows(
  queries: NdArray<Float32Array>,
  references: NdArray<Float32Array>,
  use: UseRow,
): Promise<void> {
  const [m, n] = [queries.shape[0]!, references.shape[0]!];
  if (m === 0) return;
  const points = new Placed(queries, references);
  const { width } = points;
  const rows = Math.max(1, Math.min(m, ROWS, Math.floor(BLOCK_SIZE / n)));
  const a = buffer('float32', [rows, width]);
  const b = buffer('float32', [n, width], points.references);
  const products = apply(productsOp, [input('a', 'float32', a.shape), input('b', 'float32', b.shape)], undefined);
  const session = await openSession(toOnnx(program({ products })), threadsFor(width));
  const into = { products: buffer('float32', [rows, n]) };
  const distances = into.products.data as Float32Array;
  try {
    for (let start = 0; start < m; start += rows) {
      const filled = Math.min(rows, m - start);
      (a.data as Float32Array).set(points.queries.subarray(start * width, (start + filled) * width));
      await session.run({ a, b }, into);
      for (let i = 0; i < filled; i++) {
        const values = distances.subarray(i * n, (i + 1) * n);
        const exact = (reference: number) => points.squaredDistance(start + i, reference);
        use(start + i, { values, unsure: points.unsure(start + i), exact });
      }
    }
  } finally {
    await session.release();
  }
}
