import { toOnnx } from '../graph/onnx/export.ts';
import { input } from '../graph/ops/index.ts';
import { program } from '../graph/program.ts';
import { type Buffer, buffer, openSession, type Session, type SessionOptions } from '../graph/runtime.ts';
import { apply, type Op } from '../graph/tensor.ts';
import type { NdArray } from '../nd-array.ts';
import { Placed } from './placed-points.ts';
import { type ReferenceBlock, referenceBlocks } from './reference-blocks.ts';

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

/** Distances kept at once: 32 MB of them. */
const MOST = 1 << 23;
/** Queries computed at once: more of them where there are few references, which are made ready anew for each time. */
const rowsFor = (queries: number, references: number): number =>
  Math.max(1, Math.min(queries, references > 2 * BLOCK ? 32 : 128, Math.floor(MOST / references)));
/** References that they meet at once: in float64, with their products, these stay in the processor's cache. */
const BLOCK = 1 << 13;
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
  readonly #references: readonly ReferenceBlock[];
  /** Of the queries and one block. */
  readonly #products: Buffer;
  /** Of the queries and all references. */
  readonly #rows: Float32Array;

  private constructor(points: Placed, session: Session, [rows, n, size]: readonly [number, number, number]) {
    this.#points = points;
    this.#session = session;
    this.#queries = buffer('float32', [rows, points.width]);
    this.#references = referenceBlocks(points.references, n, size);
    this.#products = buffer('float32', [rows, size]);
    this.#rows = size === n ? (this.#products.data as Float32Array) : new Float32Array(rows * n);
  }

  /** `threads` as the runtime has them; by default one for narrow points, else all. */
  static async open(
    queries: NdArray<Float32Array>,
    references: NdArray<Float32Array>,
    options?: SessionOptions,
  ): Promise<SquaredDistances> {
    const [m, n] = [queries.shape[0]!, references.shape[0]!];
    const points = new Placed(queries, references);
    const { width } = points;
    const size = n === 0 ? 0 : Math.ceil(n / Math.ceil(n / BLOCK));
    const rows = rowsFor(m, n);
    const inputs = [input('a', 'float32', [rows, width]), input('b', 'float32', [size, width])];
    const model = toOnnx(program({ products: apply(productsOp, inputs, undefined) }));
    return new SquaredDistances(points, await openSession(model, options ?? threadsFor(width)), [rows, n, size]);
  }

  /** Calls `use` for each query from `from` to before `to`, in their order. */
  async eachRow(from: number, to: number, use: UseRow): Promise<void> {
    const { queries, width } = this.#points;
    const rows = this.#queries.shape[0]!;
    const n = this.#rows.length / rows;
    for (let start = from; start < to; start += rows) {
      const filled = Math.min(rows, to - start);
      (this.#queries.data as Float32Array).set(queries.subarray(start * width, (start + filled) * width));
      for (const block of this.#references) await this.#compute(block, filled);
      for (let i = 0; i < filled; i++) {
        const values = this.#rows.subarray(i * n, (i + 1) * n);
        const exact = (reference: number) => this.#points.squaredDistance(start + i, reference);
        use(start + i, { values, unsure: this.#points.unsure(start + i), exact });
      }
    }
  }

  async #compute({ first, before, rows: references }: ReferenceBlock, queries: number): Promise<void> {
    await this.#session.run({ a: this.#queries, b: references }, { products: this.#products });
    const products = this.#products.data as Float32Array;
    if (products === this.#rows) return;
    const rows = this.#queries.shape[0]!;
    const [size, n] = [products.length / rows, this.#rows.length / rows];
    for (let i = 0; i < queries; i++) {
      this.#rows.set(products.subarray(i * size + before, (i + 1) * size), i * n + first);
    }
  }

  /** Frees what the runtime holds. */
  release(): Promise<void> {
    return this.#session.release();
  }
}
