import { counted } from '../counted.ts';
import { UsageError } from '../errors.ts';
import { Random } from '../random.ts';
import { divideGroups } from './divide-groups.ts';
import type { Part } from './formats/listing.ts';
import { components, countedTuples, hasBothKinds, someTuples, type TupleList, tupleCount } from './tuples.ts';

/** The part of each tuple, with what was decided on the way. */
export interface DividedTuples {
  readonly parts: readonly Part[];
  /** Whether the list says which tuples are tested on: by a column, or by folds. */
  readonly isGiven: boolean;
  readonly notes: readonly string[];
}

/** The part of the tuples that is tested on, where the list does not say. */
const TESTED = 0.2;
/** The part of what is left that is validated on. */
const VALIDATED = 0.1;
/** What is tested does not depend on a run's seed. */
const SEED = 0;

/**
 * Divides a list as it says itself, by a column or by folds (the last is tested on, the one before it validates); else a fifth
 * is tested on, without samples in common with the rest where that can be.
 *
 * @throws UsageError where a part would lack pairs of one class or pairs of two
 */
export function divideTuples(
  who: string,
  list: TupleList,
  given: readonly Part[] | undefined,
  validation = VALIDATED,
): DividedTuples {
  const found = given ? { parts: given, isGiven: true, notes: [] } : (byFolds(list) ?? byChance(list));
  const { parts, notes } = found.parts.includes('test') ? found : tested(who, list, found);
  const [divided, more] = validated(list, parts, validation);
  requireParts(who, list, divided);
  return { parts: divided, isGiven: found.isGiven, notes: [...notes, ...more] };
}

/** The last fold is tested on, and where there are three or more, the one before it validates. */
function byFolds({ folds }: TupleList): DividedTuples | undefined {
  const numbers = [...new Set(folds)].sort((a, b) => a - b);
  if (!folds || numbers.length < 2) return undefined;
  const [last, before] = [numbers.at(-1)!, numbers.length > 2 ? numbers.at(-2)! : undefined];
  const partOf = (fold: number): Part => (fold === last ? 'test' : fold === before ? 'validation' : 'train');
  const validates = before === undefined ? '' : `, fold ${before} validates`;
  return {
    parts: Array.from(folds, partOf),
    isGiven: true,
    notes: [`Fold ${last} is tested on${validates}; the others are trained on.`],
  };
}

function byChance(list: TupleList): DividedTuples {
  const [parts, notes] = splitOff(list, Array<Part>(tupleCount(list)).fill('train'), 'test', TESTED);
  return { parts, isGiven: false, notes };
}

/** Without a test part, the validation part is tested on, or a fifth of the training part. */
function tested(who: string, list: TupleList, { parts }: DividedTuples): Pick<DividedTuples, 'parts' | 'notes'> {
  if (!parts.includes('train')) {
    throw new UsageError({ who, expected: 'a part to train on', got: `${parts[0]} only` });
  }
  if (parts.includes('validation')) {
    const note = 'There is no test part: the validation part is tested on, and a tenth of the training part validates.';
    return { parts: parts.map(part => (part === 'validation' ? 'test' : part)), notes: [note] };
  }
  const [divided, notes] = splitOff(list, parts, 'test', TESTED);
  return { parts: divided, notes: ['There is no test part: a fifth of the training part is tested on.', ...notes] };
}

function validated(
  list: TupleList,
  parts: readonly Part[],
  fraction: number,
): [parts: readonly Part[], notes: readonly string[]] {
  if (fraction === 0) return [parts.map(part => (part === 'validation' ? 'train' : part)), []];
  if (parts.includes('validation')) return [parts, []];
  const [divided] = splitOff(list, parts, 'validation', fraction);
  const rowsOf = (part: Part) => divided.flatMap((each, i) => (each === part ? [i] : []));
  if (hasBothKinds(someTuples(list, rowsOf('validation')).list)) return [divided, []];
  return [parts, [`There is no validation: the training part has too few ${list.kind}.`]];
}

/** Moves a fraction of the training tuples into another part: whole groups without a sample in common, where there are enough. */
function splitOff(
  list: TupleList,
  parts: readonly Part[],
  into: Part,
  fraction: number,
): [parts: readonly Part[], notes: readonly string[]] {
  const rows = parts.flatMap((part, i) => (part === 'train' ? [i] : []));
  const kinds = Int32Array.from(rows, i => list.same?.[i] ?? 0);
  const groups = groupsOf(list, rows);
  const apart = divideGroups(kinds, groups, fraction, { seed: SEED, each: true });
  const isEnough = new Set(kinds).size === new Set(kinds.filter((_, k) => apart[k])).size;
  const isRoughly = apart.reduce((sum, mark) => sum + mark, 0) >= (fraction * rows.length) / 2;
  const marks = isEnough && isRoughly ? apart : someOfEach(kinds, fraction, into);
  const moved = new Set(rows.filter((_, k) => marks[k]));
  const divided = parts.map((part, i) => (moved.has(i) ? into : part));
  if (marks === apart || into !== 'test') return [divided, []];
  const used = (part: Part) => new Set(divided.flatMap((each, i) => (each === part ? list.rows.map(c => c[i]!) : [])));
  const [test, train] = [used('test'), used('train')];
  const both = [...test].filter(row => train.has(row)).length;
  const note = `${both} of the ${counted(test.size, 'sample')} tested on are trained on in other ${list.kind} too: give a column "split" to keep them apart.`;
  return [divided, both > 0 ? [note] : []];
}

/** Tuples that share a sample, also through others, are of one group. */
function groupsOf({ rows: columns }: TupleList, rows: readonly number[]): string[] {
  const n = 1 + columns.reduce((most, column) => column.reduce((a, b) => Math.max(a, b), most), 0);
  const links = rows.flatMap(i => columns.slice(1).map(column => [columns[0]![i]!, column[i]!] as const));
  const tops = components(n, links);
  return rows.map(i => String(tops[columns[0]![i]!]));
}

function someOfEach(kinds: Int32Array, fraction: number, name: string): Uint8Array {
  const random = new Random(SEED).fork(name);
  const marks = new Uint8Array(kinds.length);
  for (const kind of new Set(kinds)) {
    const members = Int32Array.from(kinds.keys()).filter(i => kinds[i] === kind);
    const count = Math.round(fraction * members.length);
    for (const i of random.shuffle(members).subarray(0, count)) marks[i] = 1;
  }
  return marks;
}

function requireParts(who: string, list: TupleList, parts: readonly Part[]): void {
  for (const wanted of ['train', 'validation', 'test'] as const) {
    const rows = parts.flatMap((part, i) => (part === wanted ? [i] : []));
    if (rows.length === 0 && wanted === 'validation') continue;
    const part = someTuples(list, rows).list;
    if (hasBothKinds(part)) continue;
    throw new UsageError({
      who,
      expected: `pairs of one class and pairs of two in its ${wanted === 'train' ? 'training' : wanted} part`,
      got: part.same?.length ? `${countedTuples(part)}, ${part.same[0] ? 'all' : 'none'} of one class` : 'none',
      fix: 'Give more of them',
    });
  }
}
