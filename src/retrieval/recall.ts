/** Vectors that recall is measured on, and how many neighbours of each. */
export const SAMPLED = 200;
export const AT = 10;

/** What an approximate search finds of the exact neighbours. */
export interface Recall {
  /** Neighbours of each query. */
  readonly at: number;
  readonly queries: number;
  /** 0 to 1. */
  readonly value: number;
}

interface Found {
  readonly distances: readonly number[];
}

/** The part of the `at` exact neighbours that is found; equally far ones are as good. */
export function recallOf(exact: readonly Found[], found: readonly Found[], at: number): Recall {
  const hits = exact.map(({ distances }, i) => {
    const farthest = distances.at(-1)!;
    return found[i]!.distances.filter(distance => distance <= farthest).length / at;
  });
  return { at, queries: exact.length, value: hits.reduce((sum, hit) => sum + hit, 0) / exact.length };
}
