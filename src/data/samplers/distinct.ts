import type { Random } from '../../random.ts';

/**
 * `count` different integers from 0 to below `n` (at most 2⁵³), every choice and order as likely, in O(count) whatever
 * `n` is: a Fisher–Yates shuffle that keeps only the places it has moved.
 */
export function distinct(count: number, n: number, random: Random): number[] {
  const moved = new Map<number, number>();
  return Array.from({ length: count }, (_, i) => {
    const j = i + below(n - i, random);
    const chosen = moved.get(j) ?? j;
    moved.set(j, moved.get(i) ?? i);
    return chosen;
  });
}

/** An integer from 0 to below `n`: 53 random bits, since there are more pairs of samples than 32 bits can count. */
const below = (n: number, random: Random): number =>
  Math.floor(((random.uint32() * 2097152 + (random.uint32() >>> 11)) / 9007199254740992) * n);
