import { NearfarError, UsageError, unknownName } from '../errors.ts';
import { selectRows, stacked } from '../nd-array.ts';
import { Random } from '../random.ts';
import type { Dataset } from './dataset.ts';
import { ByClass } from './samplers/by-class.ts';

/** The samples that `indices` name, in that order. Labels and class names stay as they are, though a class may be left without samples; a list of pairs does not. */
export function subset(dataset: Dataset, indices: ArrayLike<number>): Dataset {
  const { samples, labels } = dataset;
  const stray = Array.from(indices).find(i => !Number.isInteger(i) || i < 0 || i >= labels.length);
  if (stray !== undefined) {
    const expected = `indices of samples from 0 to ${labels.length - 1}`;
    throw new NearfarError({ who: 'subset', expected, got: String(stray) });
  }
  const { list: _, ...rest } = dataset;
  return { ...rest, samples: selectRows(samples, indices), labels: Int32Array.from(indices, i => labels[i]!) };
}

/** What `splitOff` takes. */
export interface SplitOffOptions {
  /** The part of the samples to split off, between 0 and 1; give this or `perClass`. */
  readonly fraction?: number;
  /** How many samples of each class to split off; give this or `fraction`. */
  readonly perClass?: number;
  /** Default 0. */
  readonly seed?: number;
}

/**
 * Splits random samples off, of each class the same fraction (what does not come out even is evened out over the
 * classes) or the same number. Each class keeps at least one sample in `rest`; both parts keep labels and class names.
 *
 * @throws UsageError if not exactly one of `fraction` and `perClass` is given, or it is out of range;
 *   NearfarError naming a class with too few samples, or if nothing would be split off
 */
export function splitOff(dataset: Dataset, options: SplitOffOptions): { rest: Dataset; part: Dataset } {
  const byClass = new ByClass(dataset);
  const counts = countsToSplitOff(byClass, options);
  const random = new Random(options.seed ?? 0).fork('splitOff');
  const isPart = new Uint8Array(dataset.labels.length);
  for (const label of byClass.present) {
    const members = byClass.order.slice(byClass.starts[label]!, byClass.starts[label + 1]!);
    for (const sample of random.shuffle(members).subarray(0, counts[label]!)) isPart[sample] = 1;
  }
  const chosen = (value: 0 | 1): Int32Array => byClass.order.filter(i => isPart[i] === value).sort();
  return { rest: subset(dataset, chosen(0)), part: subset(dataset, chosen(1)) };
}

function countsToSplitOff(byClass: ByClass, { fraction, perClass }: SplitOffOptions): Int32Array {
  const who = 'splitOff';
  if ((fraction === undefined) === (perClass === undefined)) {
    const got = fraction === undefined ? 'neither' : 'both';
    throw new UsageError({ who, expected: 'either fraction or perClass', got });
  }
  if (perClass !== undefined) {
    if (!Number.isInteger(perClass) || perClass < 1) {
      throw new UsageError({ who, expected: 'perClass to be a positive integer', got: String(perClass) });
    }
    byClass.requireSamplesPerClass(who, perClass + 1, `(${perClass} to split off, one to stay)`);
    return new Int32Array(byClass.starts.length - 1).fill(perClass);
  }
  return countsOfFraction(byClass, fraction!);
}

/** Rounds where each class ends rather than each class's count, so that the whole comes out right with small classes too. */
function countsOfFraction(byClass: ByClass, fraction: number): Int32Array {
  const who = 'splitOff';
  if (!(fraction > 0 && fraction < 1)) {
    throw new UsageError({ who, expected: 'fraction between 0 and 1', got: String(fraction) });
  }
  const counts = Int32Array.from({ length: byClass.starts.length - 1 }, (_, label) => {
    const count = Math.round(fraction * byClass.starts[label + 1]!) - Math.round(fraction * byClass.starts[label]!);
    return Math.max(0, Math.min(count, byClass.size(label) - 1));
  });
  if (counts.every(count => count === 0)) {
    const got = `a fraction of ${fraction} of ${byClass.order.length} samples in ${byClass.present.length} classes`;
    throw new NearfarError({ who, expected: 'at least one sample to split off', got, fix: 'Raise the fraction' });
  }
  return counts;
}

/**
 * Splits two random samples of some classes off, about a fraction of all samples: for classes so small that the fraction of each
 * would leave no pairs. Undefined where that is fewer than four samples, or there are no two classes of four or more.
 */
export function splitPairsOff(
  dataset: Dataset,
  { fraction, seed = 0 }: { readonly fraction: number; readonly seed?: number },
): { rest: Dataset; part: Dataset } | undefined {
  const byClass = new ByClass(dataset);
  const large = byClass.present.filter(label => byClass.size(label) >= 4);
  const count = Math.round((fraction * dataset.labels.length) / 2);
  if (large.length < 2 || count < 2) return undefined;
  const random = new Random(seed).fork('splitPairsOff');
  const taken = new Set<number>();
  for (const label of random.shuffle(large).subarray(0, count)) {
    const members = byClass.order.slice(byClass.starts[label]!, byClass.starts[label + 1]!);
    for (const sample of random.shuffle(members).subarray(0, 2)) taken.add(sample);
  }
  const rows = (isTaken: boolean) => [...dataset.labels.keys()].filter(i => taken.has(i) === isTaken);
  return { rest: subset(dataset, rows(false)), part: subset(dataset, rows(true)) };
}

/**
 * The samples of some classes. Labels are renumbered 0, 1, 2, … in the data set's own order of classes, as training
 * needs them; `classNames` (and `groups`) are cut to match, so a name always tells the class.
 *
 * @throws UsageError for a name that is no class of the data set, or if no class is named
 */
export function selectClasses(dataset: Dataset, names: readonly string[]): Dataset {
  const { classNames, groups, labels } = dataset;
  requireKnownClasses('selectClasses', dataset, names);
  const wanted = new Set(names);
  const kept = classNames.flatMap((name, label) => (wanted.has(name) ? [label] : []));
  const renumbered = new Int32Array(classNames.length).fill(-1);
  kept.forEach((label, i) => {
    renumbered[label] = i;
  });
  const indices = Int32Array.from(labels.keys()).filter(i => renumbered[labels[i]!]! >= 0);
  const selected = subset(dataset, indices);
  return {
    ...selected,
    labels: selected.labels.map(label => renumbered[label]!),
    classNames: kept.map(label => classNames[label]!),
    ...(groups !== undefined && { groups: kept.map(label => groups[label]!) }),
  };
}

/** The samples of both. Classes of one name are one; those of `a` keep their labels. */
export function united(a: Dataset, b: Dataset): Dataset {
  const classNames = [...new Set([...a.classNames, ...b.classNames])];
  const labelOf = new Map(classNames.map((name, label) => [name, label]));
  const groupOf = new Map([b, a].flatMap(({ classNames, groups }) => classNames.map((name, i) => [name, groups?.[i]])));
  const labels = new Int32Array(a.labels.length + b.labels.length);
  labels.set(a.labels);
  labels.set(
    b.labels.map(label => labelOf.get(b.classNames[label]!)!),
    a.labels.length,
  );
  return {
    name: a.name,
    samples: stacked(a.samples, b.samples),
    labels,
    classNames,
    ...(a.groups && b.groups && { groups: classNames.map(name => groupOf.get(name)!) }),
  };
}

/**
 * Holds classes out: `unseen` has the named ones, `seen` all others. Each part's labels are renumbered from 0 (see
 * `selectClasses`), so compare classes across the two by name.
 *
 * @throws UsageError for a name that is no class of the data set, if none is named, or if none would be left
 */
export function splitClasses(dataset: Dataset, unseenNames: readonly string[]): { seen: Dataset; unseen: Dataset } {
  const who = 'splitClasses';
  requireKnownClasses(who, dataset, unseenNames);
  const held = new Set(unseenNames);
  const seenNames = dataset.classNames.filter(name => !held.has(name));
  if (seenNames.length === 0) {
    throw new UsageError({ who, expected: 'at least one class left to be seen', got: `all ${held.size} held out` });
  }
  return { seen: selectClasses(dataset, seenNames), unseen: selectClasses(dataset, unseenNames) };
}

function requireKnownClasses(who: string, dataset: Dataset, names: readonly string[]): void {
  if (names.length === 0) throw new UsageError({ who, expected: 'the names of classes', got: 'none' });
  const known = new Set(dataset.classNames);
  const stray = names.find(name => !known.has(name));
  if (stray !== undefined) throw unknownName(who, `a class of ${dataset.name}`, stray, dataset.classNames);
}
