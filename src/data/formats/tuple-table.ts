import { counted } from '../../counted.ts';
import { NearfarError } from '../../errors.ts';
import { components, type TupleKind } from '../tuples.ts';
import { findColumn, isMissing, LABELS, textOf } from './columns.ts';
import { requiredPart } from './listing.ts';
import type { NamedTuples } from './named-tuples.ts';
import { type Row, type Rows, readRows } from './table-rows.ts';

/** The columns with the samples of each kind of tuple. */
const SIDES: Readonly<Record<TupleKind, readonly string[]>> = {
  pairs: ['a', 'b'],
  triplets: ['anchor', 'positive', 'negative'],
};
const SAME = 'same';
/** The columns of pairs that are all alike. */
const ALIKE = ['anchor', 'positive'];

const ANSWERS: Readonly<Record<string, boolean>> = {
  '1': true,
  true: true,
  yes: true,
  same: true,
  '0': false,
  '-1': false,
  false: false,
  no: false,
  different: false,
};

/** What the columns of a table make it a list of: `a`, `b`, `same`, or `anchor`, `positive` and perhaps `negative`, and no class. */
export function tuplesOfColumns(columns: readonly string[]): TupleKind | undefined {
  const has = (names: readonly string[]) => names.every(name => findColumn(columns, [name]) !== undefined);
  if (findColumn(columns, LABELS) !== undefined) return undefined;
  if (has([...SIDES.pairs, SAME])) return 'pairs';
  if (has(SIDES.triplets)) return 'triplets';
  return has(ALIKE) ? 'pairs' : undefined;
}

/**
 * A table (CSV, TSV, JSONL, Parquet) of pairs or triplets, with a column `split` or `fold` where it has one.
 *
 * @throws NearfarError that names the row and the column
 */
export async function readTupleTable(path: string, kind: TupleKind): Promise<NamedTuples> {
  const named = tuplesIn(path, await readRows(path), kind);
  return kind === 'pairs' && named.same === undefined ? withUnlike(named) : named;
}

/** The tuples of a table that has their columns. @throws NearfarError that names the row and the column */
export function tuplesIn(path: string, { columns, rows, first }: Rows, kind: TupleKind): NamedTuples {
  const column = (name: string) => findColumn(columns, [name]);
  const placeOf = (tuple: number) => `${path}, row ${tuple + first}`;
  const same = kind === 'pairs' ? column(SAME) : undefined;
  const split = column('split');
  const fold = same === undefined && kind === 'pairs' ? undefined : column('fold');
  const sides = (column(SIDES[kind][0]!) === undefined ? ALIKE : SIDES[kind]).map(name => column(name)!);
  const of = <T>(name: string | undefined, read: (cell: unknown, who: string) => T): T[] | undefined =>
    name === undefined ? undefined : rows.map((row, i) => read(row[name], `${placeOf(i)}, column "${name}"`));
  const [answers, parts, folds] = [of(same, answerIn), of(split, partIn), of(fold, foldIn)];
  const read = new Set([...sides, same, split, fold]);
  const names = rows.map((row, i) => sides.map(side => nameIn(row, side, placeOf(i))));
  const notes = columns.flatMap(name => (read.has(name) ? [] : [`Column "${name}" is left out, beside ${kind}.`]));
  return {
    kind,
    names,
    ...(answers && { same: answers }),
    ...(parts && { parts }),
    ...(folds && { folds }),
    placeOf,
    notes,
  };
}

/**
 * Pairs that are all alike, and unlike ones made of them: of two rows that stand together the first sample of one with the second
 * of the other, unless rows link them. Only neighbours meet, so that the parts of the list can keep apart.
 */
function withUnlike({ names, placeOf, notes, parts, ...alike }: NamedTuples): NamedTuples {
  const all = [...new Set(names.flat())];
  const placeIn = new Map(all.map((name, place) => [name, place]));
  const topOf = components(
    all.length,
    names.map(([a, b]) => [placeIn.get(a!)!, placeIn.get(b!)!] as const),
  );
  const top = (name: string) => topOf[placeIn.get(name)!];
  const rows = [...names.keys()].filter(i => {
    const other = names[i ^ 1];
    return other !== undefined && parts?.[i] === parts?.[i ^ 1] && top(names[i]![0]!) !== top(other[1]!);
  });
  const made = `${counted(rows.length, 'unlike pair is', 'unlike pairs are')} made of samples of neighbouring rows.`;
  return {
    ...alike,
    names: [...names, ...rows.map(i => [names[i]![0]!, names[i ^ 1]![1]!])],
    same: [...names.map(() => true), ...rows.map(() => false)],
    ...(parts && { parts: [...parts, ...rows.map(i => parts[i]!)] }),
    placeOf: tuple => placeOf(tuple < names.length ? tuple : rows[tuple - names.length]!),
    notes: [...notes, `All pairs of the table are alike; ${made}`],
  };
}

function nameIn(row: Row, side: string, place: string): string {
  const cell = row[side];
  if (!isMissing(cell) && typeof cell !== 'object') return textOf(cell);
  const got = isMissing(cell) ? 'none' : 'a list or an object';
  throw new NearfarError({ who: `${place}, column "${side}"`, expected: 'the path or the id of a sample', got });
}

function answerIn(cell: unknown, who: string): boolean {
  const text = isMissing(cell) ? '' : textOf(cell).toLowerCase();
  if (Object.hasOwn(ANSWERS, text)) return ANSWERS[text]!;
  const got = text === '' ? 'none' : `"${textOf(cell)}"`;
  throw new NearfarError({ who, expected: '1 where both are of one class, else 0', got });
}

const partIn = (cell: unknown, who: string) => requiredPart(isMissing(cell) ? undefined : textOf(cell), who);

function foldIn(cell: unknown, who: string): number {
  const fold = isMissing(cell) ? Number.NaN : Number(cell);
  if (Number.isInteger(fold) && fold >= 0) return fold;
  throw new NearfarError({ who, expected: 'the number of a fold', got: isMissing(cell) ? 'none' : `"${cell}"` });
}
