import { counted } from '../counted.ts';
import { UsageError } from '../errors.ts';
import { Random } from '../random.ts';
import type { Dataset } from './dataset.ts';
import { divideGroups } from './divide-groups.ts';
import type { Entry, Part } from './formats/listing.ts';
import { selectClasses, subset } from './splits.ts';

/** A data set in parts, with what was decided on the way, a sentence each. */
export interface Divided {
  readonly train: Dataset;
  readonly validation?: Dataset;
  readonly test: Dataset;
  /** The part of each sample. */
  readonly parts: readonly (Part | undefined)[];
  /** Whether the data said which samples are to be tested on. */
  readonly isGiven: boolean;
  readonly notes: readonly string[];
}

/** The part of the samples of each class that is tested on. */
const TESTED = 0.2;
/** The part of what is left that is validated on, where groups must not cross. */
const VALIDATED = 0.1;
/** A test part does not depend on a run's seed: runs of different seeds are compared on the same samples. */
const SEED = 0;

/**
 * Divides a data set: as its entries say, or else a fifth of each class for testing, and where there are groups, a tenth of
 * the rest for validation. Groups stay in one part.
 *
 * @throws UsageError where there are too few samples
 */
export function divide(dataset: Dataset, entries: readonly Entry[], validation = VALIDATED): Divided {
  const given = entries.map(({ part }) => part);
  if (given.some(part => part !== undefined)) return divideAsGiven(dataset, entries, given, validation);
  if (entries.some(({ group }) => group !== undefined)) return byGroups(dataset, entries, validation);
  const isTest = chosenOfEachClass(dataset);
  return {
    ...cut(
      dataset,
      [...isTest].map(test => (test ? 'test' : 'train')),
    ),
    isGiven: false,
    notes: [],
  };
}

/** A fifth of each class, at least two of those that have four; of smaller classes what leaves enough to learn from. */
function chosenOfEachClass({ name, labels }: Dataset): Uint8Array {
  const members = membersOf(labels);
  const isTest = new Uint8Array(labels.length);
  const random = new Random(SEED).fork('test part');
  const largest = Math.max(...members.map(({ length }) => length));
  for (const [label, all] of members.entries()) {
    const n = all.length;
    const count = n >= 4 ? Math.max(2, Math.round(TESTED * n)) : largest < 4 && n === 3 && label % 2 === 1 ? 2 : 0;
    for (const i of random.shuffle(Int32Array.from(all)).subarray(0, count)) isTest[i] = 1;
  }
  const tested = members.filter(all => all.some(i => isTest[i]));
  if (tested.length >= 2) return isTest;
  throw new UsageError({
    who: name,
    expected: 'at least two classes of four samples or more, to train on and to test on',
    got: `${counted(members.length, 'class', 'classes')} of at most ${counted(largest, 'sample')}`,
    fix: 'Give more samples of each class, or say what to test on: train/ and test/ folders, or a column "split"',
  });
}

/** The samples of each class. */
export function membersOf(labels: Int32Array): number[][] {
  const members: number[][] = [];
  for (const [i, label] of labels.entries()) {
    while (members.length <= label) members.push([]);
    members[label]!.push(i);
  }
  return members.filter(all => all.length > 0);
}

function divideAsGiven(
  dataset: Dataset,
  entries: readonly Entry[],
  given: readonly (Part | undefined)[],
  validation: number,
): Divided {
  const has = (part: Part) => given.includes(part);
  if (!has('train')) {
    const got = [...new Set(given)].join(', ');
    throw new UsageError({ who: dataset.name, expected: 'a part to train on', got: `${got} only` });
  }
  const notes = crossing(entries);
  const hasGroups = entries.some(({ group }) => group !== undefined);
  const validated = (parts: readonly (Part | undefined)[]) =>
    cut(dataset, hasGroups ? withValidation(dataset, parts, groupsOf(entries), validation) : parts);
  if (has('test')) return { ...(has('validation') ? cut(dataset, given) : validated(given)), isGiven: true, notes };
  if (has('validation')) {
    notes.push('There is no test part: the validation part is tested on, and a tenth of the training part validates.');
    return { ...validated(given.map(part => (part === 'validation' ? 'test' : part))), isGiven: true, notes };
  }
  const parts = divide(
    dataset,
    entries.map(({ part: _, ...entry }) => entry),
    validation,
  );
  return {
    ...parts,
    notes: [...notes, 'There is no test part: a fifth of the training part is tested on.', ...parts.notes],
  };
}

function crossing(entries: readonly Entry[]): string[] {
  const partsOf = new Map<string, Set<Part | undefined>>();
  for (const { group, part } of entries) {
    if (group !== undefined) partsOf.set(group, (partsOf.get(group) ?? new Set()).add(part));
  }
  const crossed = [...partsOf].filter(([, parts]) => parts.size > 1).map(([group]) => `"${group}"`);
  if (crossed.length === 0) return [];
  const some = crossed.slice(0, 3).join(', ');
  return [
    `${counted(crossed.length, 'group is', 'groups are')} in several of the given parts (${some}): the test may be too easy.`,
  ];
}

/** A sample without a group is a group of its own. */
const groupsOf = (entries: readonly Entry[]): string[] =>
  entries.map(({ group }, i) => (group === undefined ? `sample ${i}` : `group ${group}`));

/** Moves whole groups of the training part into the validation part. */
function withValidation(
  { labels }: Dataset,
  parts: readonly (Part | undefined)[],
  groups: readonly string[],
  fraction: number,
): readonly (Part | undefined)[] {
  const rows = parts.flatMap((part, i) => (part === 'train' ? [i] : []));
  const isValidation = divideGroups(
    Int32Array.from(rows, i => labels[i]!),
    rows.map(i => groups[i]!),
    fraction,
    { seed: SEED, each: false },
  );
  const moved = new Set(rows.filter((_, k) => isValidation[k]));
  return parts.map((part, i) => (moved.has(i) ? 'validation' : part));
}

function byGroups(dataset: Dataset, entries: readonly Entry[], validation: number): Divided {
  const groups = groupsOf(entries);
  const isTest = divideGroups(dataset.labels, groups, TESTED, { seed: SEED, each: true });
  const trained: Part[] = [...isTest].map(test => (test ? 'test' : 'train'));
  const parts = withValidation(dataset, trained, groups, validation);
  const tested = new Set(parts.flatMap((part, i) => (part === 'test' ? [dataset.labels[i]!] : [])));
  if (tested.size >= 2) {
    const missing = dataset.classNames.length - tested.size;
    const note = `${counted(missing, 'class has', 'classes have')} no test sample: a group cannot be divided.`;
    return { ...cut(dataset, parts), isGiven: false, notes: missing > 0 ? [note] : [] };
  }
  throw new UsageError({
    who: dataset.name,
    expected: 'at least two classes with samples in two groups or more, so that one group can be tested on',
    got: `${counted(new Set(groups).size, 'group')} of ${counted(dataset.classNames.length, 'class', 'classes')}`,
    fix: 'Leave --group out, or give a column "split"',
  });
}

/** The samples of each part, with the classes that it has; numbers of classes agree where a part has those of training. */
function cut(
  dataset: Dataset,
  parts: readonly (Part | undefined)[],
): Pick<Divided, 'train' | 'validation' | 'test' | 'parts'> {
  const of = (wanted: Part): Dataset | undefined => {
    const rows = parts.flatMap((part, i) => (part === wanted ? [i] : []));
    if (rows.length === 0) return undefined;
    const part = subset(dataset, rows);
    const present = new Set(part.labels);
    return selectClasses(
      part,
      part.classNames.filter((_, label) => present.has(label)),
    );
  };
  const validation = of('validation');
  return { train: of('train')!, ...(validation && { validation }), test: of('test')!, parts };
}
