import { NO_TOKEN } from '../networks/network.ts';
import type { SampleType } from './sample-type.ts';

/** Rows are cut to multiples of so many tokens. */
const STEP = 8;

/** The widths that rows of tokens are cut to: a quarter and a half of theirs, about, and theirs. */
export const widthsOf = (length: number): readonly number[] => [
  ...new Set([length / 4, length / 2, length].map(width => Math.min(length, Math.ceil(width / STEP) * STEP))),
];

/** The smallest width that holds all tokens of some rows [n, length], one behind the other. */
export function widthFor(rows: ArrayLike<number>, length: number): number {
  let longest = 1;
  for (let start = 0; start < rows.length; start += length) {
    while (longest < length && rows[start + longest] !== NO_TOKEN) longest++;
  }
  return widthsOf(length).find(width => width >= longest)!;
}

/** Copies the beginnings of rows [n, length] into rows [n, width]. */
export function cutRows(rows: Float32Array, length: number, into: Float32Array, width: number): void {
  for (let i = 0; i * length < rows.length; i++) into.set(rows.subarray(i * length, i * length + width), i * width);
}

/** The same samples in rows of another width. */
export const ofWidth = (
  { normalization: { scale, mean, deviation }, ...sample }: SampleType,
  width: number,
): SampleType => ({
  ...sample,
  shape: [width],
  normalization: { scale, mean: mean.slice(0, width), deviation: deviation.slice(0, width) },
});
