import { counted } from '../counted.ts';

/** Pairs or triplets of the samples of a data set. */
export interface TupleList {
  /** What it lists. */
  readonly kind: 'pairs' | 'triplets';
  /** The rows of their samples: of pairs the left and the right ones, of triplets anchors, positives and negatives. */
  readonly rows: readonly Int32Array[];
  /** Of each pair: 1 where both samples are of one class, else 0. Triplets have none. */
  readonly same?: Uint8Array;
  /** The fold of each pair, from 1, where the list has folds for cross-validation. */
  readonly folds?: Int32Array;
}

/** What a list has, in one word. */
export type TupleKind = TupleList['kind'];

/** How many pairs or triplets there are. */
export const tupleCount = ({ rows }: TupleList): number => rows[0]!.length;

/** `300 pairs`. */
export const countedTuples = (list: TupleList): string => counted(tupleCount(list), list.kind.slice(0, -1));

/** Pairs as they are; of each triplet the pair that is alike, and the one that is not. */
export function pairsOf({ rows, same }: TupleList): {
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly same: Uint8Array;
} {
  const [first, second, third] = rows as [Int32Array, Int32Array, Int32Array?];
  if (!third) return { left: first, right: second, same: same! };
  const n = first.length;
  const all = (a: Int32Array, b: Int32Array) =>
    Int32Array.from({ length: 2 * n }, (_, i) => (i < n ? a[i]! : b[i - n]!));
  return { left: all(first, first), right: all(second, third), same: new Uint8Array(2 * n).fill(1, 0, n) };
}

/** Whether there are pairs of one class and pairs of two. */
export function hasBothKinds(list: TupleList): boolean {
  const { same } = pairsOf(list);
  return same.includes(1) && same.includes(0);
}

/** Some of the tuples, and the rows of the samples that they name, each once and in order; the list counts in these. */
export function someTuples(
  { kind, rows, same, folds }: TupleList,
  chosen: readonly number[],
): { readonly list: TupleList; readonly used: Int32Array } {
  const used = Int32Array.from(new Set(rows.flatMap(column => chosen.map(i => column[i]!)))).sort();
  const placeOf = new Map(Array.from(used, (row, place) => [row, place]));
  const list: TupleList = {
    kind,
    rows: rows.map(column => Int32Array.from(chosen, i => placeOf.get(column[i]!)!)),
    ...(same && { same: Uint8Array.from(chosen, i => same[i]!) }),
    ...(folds && { folds: Int32Array.from(chosen, i => folds[i]!) }),
  };
  return { list, used };
}

/** What hangs together by links between `n` things: of each thing the first that it hangs together with. */
export function components(n: number, links: Iterable<readonly [number, number]>): Int32Array {
  const above = Int32Array.from({ length: n }, (_, i) => i);
  const top = (i: number): number => {
    let at = i;
    while (above[at] !== at) {
      above[at] = above[above[at]!]!;
      at = above[at]!;
    }
    return at;
  };
  for (const [a, b] of links) {
    const [x, y] = [top(a), top(b)];
    if (x !== y) above[Math.max(x, y)] = Math.min(x, y);
  }
  return above.map((_, i) => top(i));
}
