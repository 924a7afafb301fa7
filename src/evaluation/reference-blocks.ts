import { type Buffer, buffer } from '../graph/runtime.ts';

/** Some rows of a matrix of references. */
export interface ReferenceBlock {
  /** The place of its first reference. */
  readonly first: number;
  /** How many rows lie before that one, which the block before has, too: the last block is filled up with these. */
  readonly before: number;
  /** [size, width]: a view of the matrix. */
  readonly rows: Buffer;
}

/** A matrix [n, width], row-major, as blocks of `size` rows each, at most n. */
export function referenceBlocks(matrix: Float32Array, n: number, size: number): readonly ReferenceBlock[] {
  if (n === 0) return [];
  const width = matrix.length / n;
  return Array.from({ length: Math.ceil(n / size) }, (_, i) => {
    const first = i * size;
    const from = Math.min(first, n - size);
    const rows = buffer('float32', [size, width], matrix.subarray(from * width, (from + size) * width));
    return { first, before: first - from, rows };
  });
}
