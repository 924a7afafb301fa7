import { toOnnx } from '../graph/onnx/export.ts';
import { input } from '../graph/ops/index.ts';
import { program } from '../graph/program.ts';
import { type Buffer, buffer, openSession, type Session } from '../graph/runtime.ts';
import { apply, type Op } from '../graph/tensor.ts';
import type { NdArray } from '../nd-array.ts';
import { type ReferenceBlock, referenceBlocks } from './reference-blocks.ts';
import type { DistanceRow } from './squared-distances.ts';

/** Is given a query's distances to a block of references; they are only good during the call. */
export type UseBlock = (query: number, block: DistanceRow, first: number) => void;

/** Queries that go through a product together; a single one goes alone. */
const TOGETHER = 32;
/** References that they meet at once: these and their distances stay in the processor's cache. */
const BLOCK = 1 << 13;
/** References that a single query meets at once: a product of fewer does not pay for its start. */
const BLOCK_ALONE = 1 << 16;

/** A·Bᵀ for A [m, w] and B [n, w] → [m, n]. */
const productsOp: Op<undefined> = {
  name: 'products',
  type: ([a, b]) => ({ dtype: 'float32', shape: [a!.shape[0]!, b!.shape[0]!] }),
  onnx: (write, xs) => write.node('Gemm', xs, { transB: 1 }),
  cost: ({ xs: [a, b] }) => 2 * a!.shape[0]! * b!.shape[0]! * a!.shape[1]!,
  gradient: { none: 'it searches' },
};

/** A compiled product of some queries and a block of references. */
interface Product {
  readonly session: Session;
  readonly queries: Buffer;
  readonly distances: Buffer;
  readonly blocks: readonly ReferenceBlock[];
}

/** References as rows of a product. */
interface Rows {
  /** The middle of them, which they are moved to. */
  readonly centre: Float32Array;
  readonly rows: Float32Array;
  /** The greatest length of one. */
  readonly most: number;
}

/**
 * References [n, D] made ready for many searches: as rows whose product with a query's is a squared distance, [−2q, 1, ‖q‖²] ·
 * [r, ‖r‖², 1], both moved to the references' middle. Products are in float32; each row says what rounding can have added.
 */
export class References {
  readonly #given: NdArray<Float32Array>;
  readonly #width: number;
  readonly #products = new Map<number, Product>();
  #rows: Rows | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(given: NdArray<Float32Array>) {
    this.#given = given;
    this.#width = given.shape[1]! + 2;
  }

  /**
   * Calls `use` for each query [m, D] with ‖q − r‖² to one block of references after another, `first` being the place of a block's
   * first; one call after another.
   */
  eachBlock(queries: NdArray<Float32Array>, use: UseBlock): Promise<void> {
    const done = this.#turn.then(() => this.#eachBlock(queries, use));
    this.#turn = done.catch(() => {});
    return done;
  }

  async #eachBlock({ data: q, shape }: NdArray<Float32Array>, use: UseBlock): Promise<void> {
    const [m, d] = shape as [number, number];
    const { data: r } = this.#given;
    if (m === 0 || this.#given.shape[0] === 0) return;
    this.#rows ??= this.#moved();
    const { centre, most } = this.#rows;
    const together = m === 1 ? 1 : TOGETHER;
    const { session, queries, distances, blocks } = await this.#product(together, this.#rows.rows);
    const size = distances.shape[1]!;
    for (let start = 0; start < m; start += together) {
      const errors = Array.from({ length: Math.min(together, m - start) }, (_, i) => {
        const norm = this.#put(q, (start + i) * d, centre, queries.data as Float32Array, i * this.#width, -2);
        (queries.data as Float32Array).set([1, norm], i * this.#width + d);
        return roundingIn(d, (Math.sqrt(norm) + most) ** 2);
      });
      for (const { first, before, rows } of blocks) {
        await session.run({ a: queries, b: rows }, { distances });
        for (const [i, error] of errors.entries()) {
          const values = (distances.data as Float32Array).subarray(i * size + before, (i + 1) * size);
          const exact = (j: number) => squaredDistance(q, (start + i) * d, r, (first + j) * d, d);
          use(start + i, { values, error, exact }, first);
        }
      }
    }
  }

  async #product(together: number, rows: Float32Array): Promise<Product> {
    const there = this.#products.get(together);
    if (there) return there;
    const n = this.#given.shape[0]!;
    const size = Math.min(n, together === 1 ? BLOCK_ALONE : BLOCK);
    const [a, b] = [input('a', 'float32', [together, this.#width]), input('b', 'float32', [size, this.#width])];
    // For one query all threads wait for the memory, and for each other.
    const session = await openSession(
      toOnnx(program({ distances: apply(productsOp, [a, b], undefined) })),
      together === 1 ? { threads: 1 } : {},
    );
    const made = {
      session,
      queries: buffer('float32', a.shape),
      distances: buffer('float32', [together, size]),
      blocks: referenceBlocks(rows, n, size),
    };
    this.#products.set(together, made);
    return made;
  }

  #moved(): Rows {
    const { data, shape } = this.#given;
    const [n, d] = shape as [number, number];
    const sums = new Float64Array(d);
    for (let i = 0, c = 0; i < data.length; i++, c = c + 1 === d ? 0 : c + 1) sums[c]! += data[i]! / n;
    const centre = Float32Array.from(sums);
    const rows = new Float32Array(n * this.#width);
    let most = 0;
    for (let i = 0; i < n; i++) {
      const norm = this.#put(data, i * d, centre, rows, i * this.#width, 1);
      rows.set([norm, 1], i * this.#width + d);
      most = Math.max(most, norm);
    }
    return { centre, rows, most: Math.sqrt(most) };
  }

  /** Puts `times` · (x − centre), and gives the squared length of what was moved. */
  #put(x: Float32Array, at: number, centre: Float32Array, into: Float32Array, to: number, times: number): number {
    let norm = 0;
    for (let c = 0; c < centre.length; c++) {
      const moved = Math.fround(x[at + c]! - centre[c]!);
      into[to + c] = times * moved;
      norm += moved * moved;
    }
    return norm;
  }
}

function squaredDistance(q: Float32Array, at: number, r: Float32Array, to: number, d: number): number {
  let sum = 0;
  for (let c = 0; c < d; c++) sum += (q[at + c]! - r[to + c]!) ** 2;
  return sum;
}

/** What rounding to float32 can add to a squared distance in D dimensions, by the squared sum of both lengths. */
const roundingIn = (d: number, squared: number): number =>
  squared < MOST_SQUARE ? (d + 8) * 2 ** -23 * squared : Number.POSITIVE_INFINITY;

/** From here on squares may leave the range of float32. */
const MOST_SQUARE = 2 ** 126;
