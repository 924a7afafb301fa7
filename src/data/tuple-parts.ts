import { type Collection, datasetOfCollection } from './collection.ts';
import type { Dataset } from './dataset.ts';
import { type DividedTuples, divideTuples } from './divide-tuples.ts';
import type { Entry, ListedTuples, Listing, Part } from './formats/listing.ts';
import { subset } from './splits.ts';
import { components, someTuples, type TupleList, tupleCount } from './tuples.ts';

/** A list in parts, each with the samples that it names. */
export interface TupleParts extends DividedTuples {
  /** The list, as it counts the samples that could be read. */
  readonly list: TupleList;
  readonly train: Dataset;
  readonly validation?: Dataset;
  readonly test: Dataset;
  readonly whole: () => Dataset;
}

/** Divides a list whose samples are read. Tuples of samples that could not be read are left out. */
export function tupleParts(
  { tuples, entries: listed }: Listing & Required<Pick<Listing, 'tuples'>>,
  collection: Collection,
  validation?: number,
): TupleParts {
  const { name } = collection;
  const { list, parts: given, lost } = ofReadSamples(tuples, listed, collection.entries);
  const divided = divideTuples(name, list, given, validation);
  const of = (part?: Part): Dataset | undefined => {
    const chosen = [...Array(tupleCount(list)).keys()].filter(i => part === undefined || divided.parts[i] === part);
    return chosen.length === 0 ? undefined : listedDataset(collection, list, chosen);
  };
  const validated = of('validation');
  return {
    ...divided,
    notes:
      lost > 0
        ? [...divided.notes, `${lost} of the ${list.kind} are left out, since a sample of theirs cannot be read.`]
        : divided.notes,
    list,
    train: of('train')!,
    ...(validated && { validation: validated }),
    test: of('test')!,
    whole: () => of()!,
  };
}

/** The tuples whose samples could all be read, in the rows of these. */
function ofReadSamples(
  { list, parts }: ListedTuples,
  listed: readonly Entry[],
  read: readonly Entry[],
): ListedTuples & { readonly lost: number } {
  const placeOf = new Map(read.map(({ id }, place) => [id, place]));
  const places = listed.map(({ id }) => placeOf.get(id));
  const kept = [...Array(tupleCount(list)).keys()].filter(i =>
    list.rows.every(column => places[column[i]!] !== undefined),
  );
  const { rows, same, folds } = list;
  return {
    list: {
      kind: list.kind,
      rows: rows.map(column => Int32Array.from(kept, i => places[column[i]!]!)),
      ...(same && { same: Uint8Array.from(kept, i => same[i]!) }),
      ...(folds && { folds: Int32Array.from(kept, i => folds[i]!) }),
    },
    ...(parts && { parts: kept.map(i => parts[i]!) }),
    lost: tupleCount(list) - kept.length,
  };
}

/** Some of the tuples as a data set: the samples that they name, in classes that agree with them. */
function listedDataset(collection: Collection, all: TupleList, chosen: readonly number[]): Dataset {
  const { list, used } = someTuples(all, chosen);
  const labels = Array.from(used, row => collection.entries[row]!.label);
  if (agree(list, labels)) return { ...subset(datasetOfCollection(collection), used), list };
  const { name, samples, entries } = collection;
  const { again, ...classed } = classesOf(list, used.length);
  const rows = [...used, ...again.map(row => used[row]!)];
  const unlabelled = { name, samples, labels: new Int32Array(entries.length), classNames: [] };
  const idOf = (row: number) => (row < used.length ? entries[used[row]!]!.id : `${entries[rows[row]!]!.id}, apart`);
  return {
    ...subset(unlabelled, rows),
    labels: classed.labels,
    classNames: classed.first.map(idOf),
    list: classed.list,
  };
}

/** Whether classes that are known say what the pairs say. */
const agree = ({ rows: [left, right], same }: TupleList, labels: readonly (string | undefined)[]): boolean =>
  same !== undefined &&
  !labels.includes(undefined) &&
  same.every((is, i) => (labels[left![i]!] === labels[right![i]!]) === Boolean(is));

/** Classes of samples that are said to be alike, or hang together by such. */
interface Classed {
  readonly labels: Int32Array;
  /** The first sample of each class. */
  readonly first: readonly number[];
  /** The list, over the samples and behind them those that stand there again. */
  readonly list: TupleList;
  /** Samples that stand there again, in a class of their own. */
  readonly again: readonly number[];
}

/**
 * Classes by the list alone. Pairs need not be transitive: the left sample of a pair that is said to be unlike, though others
 * link the two, stands there a second time, since a sample has one class.
 */
function classesOf(list: TupleList, n: number): Classed {
  const [left, right] = list.rows as [Int32Array, Int32Array];
  const alike = Array.from(left, (row, i) => [row, right[i]!] as const).filter((_, i) => list.same?.[i] !== 0);
  const tops = components(n, alike);
  const placeAgain = new Map<number, number>();
  const unlinked = left.map((row, i) => {
    if (list.same?.[i] !== 0 || tops[row] !== tops[right[i]!]) return row;
    if (!placeAgain.has(row)) placeAgain.set(row, n + placeAgain.size);
    return placeAgain.get(row)!;
  });
  const all = [...tops, ...placeAgain.values()];
  const first = [...new Set(all)];
  const numberOf = new Map(first.map((top, number) => [top, number]));
  return {
    labels: Int32Array.from(all, top => numberOf.get(top)!),
    first,
    list: { ...list, rows: [unlinked, ...list.rows.slice(1)] },
    again: [...placeAgain.keys()],
  };
}
