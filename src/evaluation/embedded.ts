import { NearfarError } from '../errors.ts';
import { toMatrix, toNumbers } from '../given-array.ts';
import type { Matrix, NdArray } from '../nd-array.ts';

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
export function checked(given: Embedded, who: string): Checked {
  const { embeddings, labels } = given ?? ({} as Embedded);
  const matrix = toMatrix(embeddings, who);
  const [n, d] = matrix.shape as [number, number];
  const classes = toNumbers(labels, { who, what: 'labels', each: 'row of embeddings', count: n });
  const stray = matrix.data.findIndex(value => !Number.isFinite(value));
  if (stray >= 0) {
    const got = `${matrix.data[stray]} in row ${Math.floor(stray / d)}`;
    throw new NearfarError({ who, expected: 'finite embeddings', got, fix: 'Look for a training run that diverged' });
  }
  return { embeddings: matrix, labels: classes, n, d };
}
