import { NearfarError } from '../errors.ts';
import { type Matrix, type NdArray, toMatrix } from '../nd-array.ts';

/** Embeddings [n, d] and the class of each. */
export interface Embedded {
  /** [n, d], finite; an array with a shape, or rows. */
  readonly embeddings: Matrix;
  /** [n]: the class of each row, any numbers. */
  readonly labels: ArrayLike<number>;
}

/** Embeddings [n, d] that were found to be good. */
export interface Checked {
  readonly embeddings: NdArray<Float32Array>;
  readonly labels: ArrayLike<number>;
  readonly n: number;
  readonly d: number;
}

/** @throws NearfarError, from `who`, unless embeddings are a matrix of finite numbers with a label a row */
export function checked({ embeddings, labels }: Embedded, who: string): Checked {
  const matrix = toMatrix(embeddings, who);
  const [n, d] = matrix.shape as [number, number];
  if (labels.length !== n) {
    throw new NearfarError({ who, expected: `${n} labels, one for each row of embeddings`, got: `${labels.length}` });
  }
  const stray = matrix.data.findIndex(value => !Number.isFinite(value));
  if (stray >= 0) {
    const got = `${matrix.data[stray]} in row ${Math.floor(stray / d)}`;
    throw new NearfarError({ who, expected: 'finite embeddings', got, fix: 'Look for a training run that diverged' });
  }
  return { embeddings: matrix, labels, n, d };
}
