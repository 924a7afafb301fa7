import { toOnnx } from '../graph/onnx/export.ts';
import { input } from '../graph/ops/index.ts';
import { program } from '../graph/program.ts';
import { type Buffer, buffer, openSession, type Session, type SessionOptions } from '../graph/runtime.ts';
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
 * ‖q − r‖² of queries [m, D] and references [n, D], but for a power of two that all share: products in float64, and
 * differences for those that are asked for.
 */
export class SquaredDistances {
  readonly #points: Placed;
  readonly #session: Session;
  readonly #queries: Buffer;
  readonly #references: Buffer;
  readonly #products: Buffer;

  private constructor(points: Placed, session: Session, rows: number, n: number) {
    this.#points = points;
    this.#session = session;
    this.#queries = buffer('float32', [rows, points.width]);
    this.#references = buffer('float32', [n, points.width], points.references);
    this.#products = buffer('float32', [rows, n]);
  }

  /** At least one query. `threads` as the runtime has them; by default one for narrow points, else all. */
  static async open(
    queries: NdArray<Float32Array>,
    references: NdArray<Float32Array>,
    options?: SessionOptions,
  ): Promise<SquaredDistances> {
    const [m, n] = [queries.shape[0]!, references.shape[0]!];
    const points = new Placed(queries, references);
    const { width } = points;
    const rows = Math.max(1, Math.min(m, ROWS, Math.floor(BLOCK_SIZE / n)));
    const inputs = [input('a', 'float32', [rows, width]), input('b', 'float32', [n, width])];
    const model = toOnnx(program({ products: apply(productsOp, inputs, undefined) }));
    return new SquaredDistances(points, await openSession(model, options ?? threadsFor(width)), rows, n);
  }

  /** Calls `use` for each query from `from` to before `to`, in their order. */
  async eachRow(from: number, to: number, use: UseRow): Promise<void> {
    const { queries, width } = this.#points;
    const [rows, n] = this.#products.shape as [number, number];
    const feeds = { a: this.#queries, b: this.#references };
    for (let start = from; start < to; start += rows) {
      const filled = Math.min(rows, to - start);
      (this.#queries.data as Float32Array).set(queries.subarray(start * width, (start + filled) * width));
      await this.#session.run(feeds, { products: this.#products });
      for (let i = 0; i < filled; i++) {
        const values = (this.#products.data as Float32Array).subarray(i * n, (i + 1) * n);
        const exact = (reference: number) => this.#points.squaredDistance(start + i, reference);
        use(start + i, { values, unsure: this.#points.unsure(start + i), exact });
      }
    }
  }

  /** Frees what the runtime holds. */
  release(): Promise<void> {
    return this.#session.release();
  }
}
