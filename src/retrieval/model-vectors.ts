import { UsageError } from '../errors.ts';
import { toMatrix } from '../given-array.ts';
import type { Matrix, NdArray } from '../nd-array.ts';

/** The model that made an array, by its fingerprint. */
const madeBy = new WeakMap<ArrayBufferLike, string>();

/** Remembers which model made an array, so that an index of another model refuses it. */
export function signed(vectors: NdArray<Float32Array>, model: string): NdArray<Float32Array> {
  madeBy.set(vectors.data.buffer, model);
  return vectors;
}

/** What vectors must be to go into an index, or to search it. */
export interface Wanted {
  /** Their width; undefined while the index is empty and of no model. */
  readonly dim: number | undefined;
  /** The fingerprint of the model whose vectors they are. */
  readonly model: string | undefined;
}

/**
 * Vectors [N, dim] as one matrix.
 *
 * @throws UsageError for vectors of another width or another model, or numbers that are not finite
 */
export function readVectors(given: Matrix, { dim, model }: Wanted, who: string): NdArray<Float32Array> {
  const vectors = toMatrix(given, who);
  const [n, width] = vectors.shape as [number, number];
  if (dim !== undefined && n > 0 && width !== dim) {
    throw new UsageError({ who, expected: `vectors of shape [N, ${dim}]`, got: `shape [${n}, ${width}]` });
  }
  const maker = madeBy.get(vectors.data.buffer);
  if (model !== undefined && maker !== undefined && maker !== model) {
    const fix = 'Embed with the run that the index was made with, or make a new index';
    throw new UsageError({ who, expected: `vectors of the model ${model}`, got: `those of ${maker}`, fix });
  }
  const stray = vectors.data.findIndex(value => !Number.isFinite(value));
  if (stray < 0) return vectors;
  const got = `${vectors.data[stray]} in row ${Math.floor(stray / width)}`;
  throw new UsageError({ who, expected: 'finite numbers', got });
}
