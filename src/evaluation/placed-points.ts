import type { NdArray } from '../nd-array.ts';

/** Numbers that a point's row has beside its coordinates. */
const EXTRA = 4;

/**
 * Products of D coordinates in float64 are off by (D + 16) · 2⁻⁵² of the squared lengths at most. What is smaller than 2²⁸
 * times that has less than 28 good bits, where float32 has 24.
 */
const unsureOf = (d: number): number => (d + 16) * 2 ** -24;

/**
 * Queries and references in one place of space, moved and scaled without rounding, as rows whose product is a squared
 * distance: [−2q, ‖q‖², 1] · [r, 1, ‖r‖²]. Each squared length stands in two float32 numbers, high and low part.
 */
export class Placed {
  readonly queries: Float32Array;
  readonly references: Float32Array;
  readonly width: number;
  readonly #d: number;
  readonly #queryNorms: Float64Array;
  readonly #mostNorm: number;

  constructor(queries: NdArray<Float32Array>, references: NdArray<Float32Array>) {
    this.#d = queries.shape[1]!;
    this.width = this.#d + EXTRA;
    const move = movement(queries, references);
    this.#queryNorms = new Float64Array(queries.shape[0]!);
    const referenceNorms = new Float64Array(references.shape[0]!);
    this.queries = this.#rows(queries, move, this.#queryNorms, -2, 0);
    this.references = this.#rows(references, move, referenceNorms, 1, 2);
    this.#mostNorm = referenceNorms.reduce((most, norm) => Math.max(most, norm), 0);
  }

  /** Below this, squared distances of a query that were computed as products are not to be trusted. */
  unsure(query: number): number {
    return unsureOf(this.#d) * (this.#queryNorms[query]! + this.#mostNorm);
  }

  /** ‖q − r‖² from differences, in float64. */
  squaredDistance(query: number, reference: number): number {
    const [q, r, d] = [this.queries, this.references, this.#d];
    let [at, to] = [query * this.width, reference * this.width];
    const wide = at + d - (d % 2);
    let [even, odd] = [0, 0]; // two sums that do not wait for each other
    for (; at < wide; at += 2, to += 2) {
      const [x, y] = [-0.5 * q[at]! - r[to]!, -0.5 * q[at + 1]! - r[to + 1]!];
      even += x * x;
      odd += y * y;
    }
    if (d % 2 === 1) even += (-0.5 * q[at]! - r[to]!) ** 2;
    return even + odd;
  }

  /** `times` · x, then the squared length at `normAt` of the four numbers after it and ones at the other two. */
  #rows(
    { data, shape }: NdArray<Float32Array>,
    { centre, scale }: Movement,
    norms: Float64Array,
    times: number,
    normAt: number,
  ): Float32Array {
    const [n, d] = shape as [number, number];
    const rows = new Float32Array(n * this.width).fill(1);
    for (let i = 0; i < n; i++) {
      const start = i * this.width;
      let norm = 0;
      for (let k = 0; k < d; k++) {
        const x = (data[i * d + k]! - centre[k]!) * scale;
        rows[start + k] = times * x;
        norm += x * x;
      }
      norms[i] = norm;
      rows[start + d + normAt] = norm;
      rows[start + d + normAt + 1] = norm - Math.fround(norm);
    }
    return rows;
  }
}

interface Movement {
  readonly centre: Float64Array;
  readonly scale: number;
}

/**
 * Centring makes the squared lengths small, and so the products precise. It is done in those coordinates alone whose
 * values differ by less than a factor of two: there a difference of float32 numbers is one itself (Sterbenz 1974), and no
 * distance changes; elsewhere there is little to gain. The scale, a power of two, keeps squares in range.
 */
function movement(queries: NdArray<Float32Array>, references: NdArray<Float32Array>): Movement {
  const d = queries.shape[1]!;
  const low = new Float64Array(d).fill(Number.POSITIVE_INFINITY);
  const high = new Float64Array(d).fill(Number.NEGATIVE_INFINITY);
  for (const { data } of queries === references ? [queries] : [queries, references]) {
    for (let i = 0, k = 0; i < data.length; i++, k = k + 1 === d ? 0 : k + 1) {
      low[k] = Math.min(low[k]!, data[i]!);
      high[k] = Math.max(high[k]!, data[i]!);
    }
  }
  const centre = low.map((least, k) => {
    const [near, far] = [Math.min(Math.abs(least), Math.abs(high[k]!)), Math.max(Math.abs(least), Math.abs(high[k]!))];
    return least * high[k]! > 0 && far <= 2 * near ? Math.fround((least + high[k]!) / 2) : 0;
  });
  const most = low.reduce(
    (all, least, k) => Math.max(all, Math.abs(least - centre[k]!), Math.abs(high[k]! - centre[k]!)),
    0,
  );
  return { centre, scale: most > 0 ? 2 ** -Math.floor(Math.log2(most)) : 1 };
}
