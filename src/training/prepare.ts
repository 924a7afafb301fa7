import { counted } from '../counted.ts';
import type { Dataset, DatasetParts } from '../data/dataset.ts';
import type { Reading } from '../data/reading.ts';
import { selectClasses, splitClasses, splitOff, splitPairsOff, subset, united } from '../data/splits.ts';
import { countedTuples, hasBothKinds, tupleCount } from '../data/tuples.ts';
import { UsageError } from '../errors.ts';
import { occurrences } from '../occurrences.ts';
import { Random } from '../random.ts';
import { leftOut, withMoreClasses } from './augment.ts';
import { type Augment, choiceOf } from './augment-options.ts';
import { sampleOf } from './normalization.ts';
import type { SampleType } from './sample-type.ts';

/** Test samples, and labelled samples of the same classes. */
export interface TestSplit {
  /** What is evaluated, in words. */
  readonly evaluatedOn: string;
  readonly queries: Dataset;
  /** For k-NN: samples of the same classes; class numbers agree with the queries'. */
  readonly gallery: Dataset;
}

/** A data set made ready for a run. */
export interface PreparedData {
  /** Labels are 0 … classes − 1. */
  readonly train: Dataset;
  readonly classes: number;
  readonly validation: Dataset | undefined;
  /** Test samples of classes that were trained on, where there are any. */
  readonly seen: TestSplit | undefined;
  /** Test samples of classes that were never trained on, where there are any. */
  readonly unseen: TestSplit | undefined;
  readonly sample: SampleType;
  /** What the data are too few for, a sentence each. */
  readonly notes: readonly string[];
  /** The classes that were held out of training. */
  readonly heldOut: readonly string[];
  /** How data of one's own were read. */
  readonly reading?: Reading;
}

export interface PrepareOptions {
  readonly unseenClasses: readonly string[];
  /** The part of the classes to hold out where none is named; default what the data set says, or none. */
  readonly unseenFraction?: number | undefined;
  /** Part of the training samples to validate on; default the data set's own, or a tenth, at most 5000 samples. */
  readonly validation?: number | undefined;
  readonly augment?: Augment | undefined;
  readonly seed: number;
}

const VALIDATION_LIMIT = 5000;
const GALLERY_LIMIT = 10_000;
/** Runs of different seeds are compared on the same queries, pairs and episodes. */
const EVALUATION_SEED = 0;

/**
 * Splits a data set into training, validation and test samples. The seed chooses the validation samples; what is tested does
 * not depend on it.
 */
export function prepare(parts: DatasetParts, options: PrepareOptions): PreparedData {
  if (parts.train.list) return prepareList(parts, options);
  const { augment } = options;
  const unseenClasses = heldOutOf(parts, options);
  const held = unseenClasses.length > 0 ? splitClasses(parts.train, unseenClasses) : undefined;
  const seenTrain = held?.seen ?? parts.train;
  const { train, validation, notes } = withValidation(withoutClasses(parts, unseenClasses), seenTrain, options);
  const unfit = leftOut(train, augment);
  const augmented = withMoreClasses(train, augment);
  return {
    train: augmented,
    classes: augmented.classNames.length,
    validation,
    ...testSplits(parts, train, held?.unseen, unseenClasses),
    sample: sampleOf(train),
    notes: [...notes, ...(unfit === undefined ? [] : [unfit])],
    heldOut: unseenClasses,
    ...(parts.reading && { reading: parts.reading }),
  };
}

/** A list is divided already; it has no classes to hold out. */
function prepareList({ train, validation, test, reading }: DatasetParts, options: PrepareOptions): PreparedData {
  requireListOptions(train, options);
  const unfit = leftOut(train, options.augment);
  const part = tupleCount(test.list!) === reading?.list?.count ? 'the whole list' : 'the test part';
  return {
    train,
    classes: train.classNames.length,
    validation,
    seen: { evaluatedOn: `${countedTuples(test.list!)} of ${part}`, queries: test, gallery: galleryOf(train) },
    unseen: undefined,
    sample: sampleOf(train),
    notes: unfit === undefined ? [] : [unfit],
    heldOut: [],
    ...(reading && { reading }),
  };
}

function requireListOptions({ name, list }: Dataset, { unseenClasses, unseenFraction = 0, augment }: PrepareOptions) {
  const refuse = (option: string, got: unknown): UsageError =>
    new UsageError({
      who: name,
      expected: `no ${option}, since a list of ${list!.kind} has no classes`,
      got: String(got),
      fix: 'Leave it out',
    });
  if (unseenClasses.length > 0) throw refuse('--unseen-classes', unseenClasses);
  if (unseenFraction > 0) throw refuse('--unseen-fraction', unseenFraction);
  const { quarterTurns, classJitter } = choiceOf(augment ?? 'none');
  if (quarterTurns) throw refuse('augment.quarterTurns', true);
  if (classJitter) throw refuse('augment.classJitter', 'some');
}

/** The classes that are named, or else a part of those of training; two at least stay on each side. */
function heldOutOf({ train, ...parts }: DatasetParts, options: PrepareOptions): readonly string[] {
  const { unseenClasses, unseenFraction } = options;
  const fraction = unseenFraction ?? parts.unseenFraction ?? 0;
  if (unseenClasses.length > 0 || fraction === 0) return unseenClasses;
  const sizes = new Map<string, number>();
  for (const label of parts.test.labels) {
    const name = parts.test.classNames[label]!;
    sizes.set(name, (sizes.get(name) ?? 0) + 1);
  }
  const tested = train.classNames.filter(name => (sizes.get(name) ?? 0) >= 2);
  const count = Math.min(tested.length, Math.max(2, Math.round(fraction * train.classNames.length)));
  if (count < 2 || train.classNames.length - count < 2) {
    throw new UsageError({
      who: '--unseen-fraction',
      expected: 'two classes or more to hold out (each with two test samples), and two to train on',
      got: `${fraction} of ${counted(train.classNames.length, 'class', 'classes')}`,
      fix: 'Set it to 0',
    });
  }
  const order = new Random(EVALUATION_SEED).fork('unseen classes').permutation(tested.length);
  const chosen = new Set(order.subarray(0, count));
  return tested.filter((_, i) => chosen.has(i));
}

/** The validation part has no held-out class. */
function withoutClasses({ validation, ...parts }: DatasetParts, heldOut: readonly string[]): DatasetParts {
  if (!validation?.classNames.some(name => heldOut.includes(name)))
    return { ...parts, ...(validation && { validation }) };
  const { classNames, labels } = validation;
  const present = new Set(labels);
  const kept = classNames.filter((name, label) => present.has(label) && !heldOut.includes(name));
  return { ...parts, ...(kept.length > 0 && { validation: selectClasses(validation, kept) }) };
}

/** Samples are trained on and validated on only where some of them can be compared. */
function withValidation(parts: DatasetParts, train: Dataset, { validation, seed }: PrepareOptions) {
  if (parts.validation) {
    if (validation === 0) return { train: united(train, parts.validation), validation: undefined, notes: [] };
    const notes = hasPairs(parts.validation)
      ? []
      : [`There is no threshold for pairs: ${tooFew('the validation part')}.`];
    return { train, validation: parts.validation, notes };
  }
  const n = train.labels.length;
  const fraction = validation ?? Math.min(0.1, VALIDATION_LIMIT / n);
  if (fraction === 0) return { train, validation: undefined, notes: [] };
  const isEnough = validation !== undefined || (fraction * n >= 1 && hasPairs(train));
  const split = isEnough ? splitOff(train, { fraction, seed }) : undefined;
  if (split && hasPairs(split.part)) return { train: split.rest, validation: split.part, notes: [] };
  const pairs = validation === undefined ? splitPairsOff(train, { fraction, seed }) : undefined;
  if (pairs) return { train: pairs.rest, validation: pairs.part, notes: [] };
  const part = `${Math.round(100 * fraction)} % of the ${n} training samples`;
  return { train, validation: undefined, notes: [`There is no validation: ${tooFew(part)}.`] };
}

const tooFew = (what: string): string => `${what} would need two classes, and two samples in one of them`;

/** Whether there are two samples of one class and two of different classes. */
export function hasPairs({ labels, list }: Pick<Dataset, 'labels' | 'list'>): boolean {
  if (list) return hasBothKinds(list);
  const sizes = occurrences(labels);
  return sizes.size >= 2 && Math.max(...sizes.values()) >= 2;
}

/** @throws UsageError where the pairs of a test split could not be compared after training */
function requirePairs(queries: Dataset, evaluatedOn: string, half = false): void {
  if (hasPairs(queries)) return;
  const { labels } = queries;
  const classes = new Set(labels).size;
  throw new UsageError({
    who: 'the test set',
    expected: half
      ? 'two classes of at least four samples, since half of them serve to recognise the others'
      : 'at least two classes, and two samples in one of them',
    got: `${labels.length}${half ? ' samples in the other half' : ' samples'} of ${classes} ${classes === 1 ? 'class' : 'classes'} (${evaluatedOn})`,
    fix: half ? 'Give it more samples of each class' : 'Give it more samples, or more classes',
  });
}

function testSplits(parts: DatasetParts, train: Dataset, heldTrain: Dataset | undefined, names: readonly string[]) {
  const { test } = parts;
  const known = new Set(parts.train.classNames);
  if (!test.classNames.some(name => known.has(name))) {
    const evaluatedOn = `${counted(test.classNames.length, 'class', 'classes')} never trained on`;
    requirePairs(test, evaluatedOn);
    const unseen = halves(test, evaluatedOn);
    requirePairs(unseen.queries, evaluatedOn, true);
    return { seen: undefined, unseen };
  }
  if (!heldTrain) {
    const seen = { evaluatedOn: `the test set of ${count(test)}`, queries: test, gallery: galleryOf(train) };
    requirePairs(seen.queries, seen.evaluatedOn);
    return { seen, unseen: undefined };
  }
  const split = splitClasses(test, names);
  const both = {
    seen: {
      evaluatedOn: `test samples of the ${counted(split.seen.classNames.length, 'class', 'classes')} trained on`,
      queries: split.seen,
      gallery: galleryOf(train),
    },
    unseen: {
      evaluatedOn: `test samples of classes never trained on (${names.join(', ')})`,
      queries: split.unseen,
      gallery: galleryOf(heldTrain),
    },
  };
  for (const { queries, evaluatedOn } of [both.seen, both.unseen]) requirePairs(queries, evaluatedOn);
  return both;
}

const count = ({ labels }: Dataset): string => counted(labels.length, 'sample');

/** Where no other samples of the classes exist, half of each class serves to recognise the other half. */
function halves(test: Dataset, evaluatedOn: string): TestSplit {
  const { rest, part } = splitOff(test, { fraction: 0.5, seed: EVALUATION_SEED });
  return { evaluatedOn, queries: part, gallery: rest };
}

function galleryOf(dataset: Dataset): Dataset {
  const n = dataset.labels.length;
  if (n <= GALLERY_LIMIT) return dataset;
  const order = new Random(EVALUATION_SEED).fork('gallery').permutation(n);
  return subset(dataset, order.subarray(0, GALLERY_LIMIT).sort());
}
