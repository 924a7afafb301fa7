import { NearfarError } from '../errors.ts';
import { described, isList, toList, toNumbers } from '../given-array.ts';
import { constant } from '../graph/ops/index.ts';
import type { MinedTuples, Pair, Triplet, Tuples } from '../miners/index.ts';

/** Turns lists of tuples, as `miners.mine` gives them, into tensors. The batch has `rows` samples and is compared with `columns`. */
export function givenTuples(who: string, tuples: MinedTuples, rows: number, columns: number): Tuples {
  const { triplets, anchorPositive = [], anchorNegative = [] } = read(who, tuples);
  const all: readonly (readonly number[])[] = triplets ?? [...anchorPositive, ...anchorNegative];
  const inside = (index: number, limit: number) => Number.isInteger(index) && index >= 0 && index < limit;
  const wrong = all.find(([anchor, ...others]) => !inside(anchor!, rows) || others.some(i => !inside(i, columns)));
  if (wrong) {
    const expected = `anchors below ${rows} and others below ${columns} in tuples`;
    throw new NearfarError({ who, expected, got: `[${wrong.join(', ')}]` });
  }
  if (triplets) return listOf(triplets.length > 0 ? triplets : [[0, 0, 0]], triplets.length > 0 ? 1 : 0);
  return {
    kind: 'pairs',
    positive: counted(anchorPositive, rows, columns),
    negative: counted(anchorNegative, rows, columns),
  };
}

/** How many rows each kind of tuple has. */
const LENGTHS = { triplets: 3, anchorPositive: 2, anchorNegative: 2 } as const;

/** Tuples as lists of numbers. */
function read(who: string, given: MinedTuples): MinedTuples {
  const entries = Object.entries(LENGTHS).flatMap(([kind, count]) => {
    const list = given[kind as keyof MinedTuples];
    if (list === undefined) return [];
    if (!isList(list) || (list.length > 0 && !isList(list[0]))) {
      const expected = `${kind} of shape [N, ${count}]`;
      throw new NearfarError({ who, expected, got: described(list) });
    }
    const each = { who, what: `rows in each of ${kind}`, each: 'place', count };
    return [[kind, list.map(tuple => Array.from(toNumbers(toList(tuple, each), each)))]];
  });
  return Object.fromEntries(entries);
}

function listOf(triplets: readonly Triplet[], weight: number): Tuples {
  const column = (i: 0 | 1 | 2) =>
    constant(
      triplets.map(triplet => triplet[i]),
      { dtype: 'int64' },
    );
  const weights = constant(triplets.map(() => weight));
  return { kind: 'triplets', anchor: column(0), positive: column(1), negative: column(2), weight: weights };
}

function counted(pairs: readonly Pair[], rows: number, columns: number) {
  const counts = new Float32Array(rows * columns);
  for (const [i, j] of pairs) counts[i * columns + j]!++;
  return constant(counts, { shape: [rows, columns] });
}
