import { NearfarError } from '../../errors.ts';
import type { TupleKind } from '../tuples.ts';
import { findColumn, isMissing, LABELS, textOf } from './columns.ts';
import { requiredPart } from './listing.ts';
import type { NamedTuples } from './named-tuples.ts';
import { type Row, readRows } from './table-rows.ts';

/** The columns with the samples of each kind of tuple. */
const SIDES: Readonly<Record<TupleKind, readonly string[]>> = {
  pairs: ['a', 'b'],
  triplets: ['anchor', 'positive', 'negative'],
};
const SAME = 'same';

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

/** What the columns of a table make it a list of: `a`, `b`, `same`, or `anchor`, `positive`, `negative`, and no class. */
export function tuplesOfColumns(columns: readonly string[]): TupleKind | undefined {
  const has = (names: readonly string[]) => names.every(name => findColumn(columns, [name]) !== undefined);
  if (findColumn(columns, LABELS) !== undefined) return undefined;
  if (has([...SIDES.pairs, SAME])) return 'pairs';
  return has(SIDES.triplets) ? 'triplets' : undefined;
}

/**
 * A table (CSV, TSV, JSONL, Parquet) of pairs or triplets, with a column `split` or `fold` where it has one.
 *
 * @throws NearfarError that names the row and the column
 */
export async function readTupleTable(path: string, kind: TupleKind): Promise<NamedTuples> {
  const { columns, rows, first } = await readRows(path);
  const column = (name: string) => findColumn(columns, [name]);
  const placeOf = (tuple: number) => `${path}, row ${tuple + first}`;
  const [same, split, fold] = [kind === 'pairs' ? column(SAME) : undefined, column('split'), column('fold')];
  const sides = SIDES[kind].map(name => column(name)!);
  const of = <T>(name: string | undefined, read: (cell: unknown, who: string) => T): T[] | undefined =>
    name === undefined ? undefined : rows.map((row, i) => read(row[name], `${placeOf(i)}, column "${name}"`));
  const [answers, parts, folds] = [of(same, answerIn), of(split, partIn), of(fold, foldIn)];
  const read = new Set([...sides, same, split, fold]);
  return {
    kind,
    names: rows.map((row, i) => sides.map(side => nameIn(row, side, placeOf(i)))),
    ...(answers && { same: answers }),
    ...(parts && { parts }),
    ...(folds && { folds }),
    placeOf,
    notes: columns.flatMap(name => (read.has(name) ? [] : [`Column "${name}" is left out, beside ${kind}.`])),
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
