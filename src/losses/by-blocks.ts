import { mapRows, reshape } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';

/** How many elements of a matrix are in memory at once. */
const BLOCK = 1 << 18;

/** Whether a matrix [B, R] is large enough to be computed by blocks of rows. */
export const isLarge = (b: number, r: number): boolean => b * r > 8 * BLOCK;

/**
 * Computes values for each row [B] of matrices of `width` columns, one block of rows after another, in the memory of one
 * block. `compute` gets `rows` [B, …] as [block, …] and `shared` whole; it must not use other tensors.
 */
export function byBlocks(
  compute: (rows: readonly Tensor[], shared: readonly Tensor[]) => readonly Tensor[],
  rows: readonly Tensor[],
  shared: readonly Tensor[],
  width: number,
): readonly Tensor[] {
  const b = rows[0]!.shape[0]!;
  const height = heightOf(b, width);
  const cut = (x: Tensor) => reshape(x, [b / height, height, ...x.shape.slice(1)]);
  const { stacked } = mapRows((block, whole) => ({ stacked: compute(block, whole) }), rows.map(cut), shared);
  return stacked.map(x => reshape(x, [b]));
}

/** How many rows a block has: the most that fit and divide the number of all rows. */
function heightOf(b: number, width: number): number {
  let height = Math.max(1, Math.min(b, Math.floor(BLOCK / width)));
  while (b % height !== 0) height--;
  return height;
}
