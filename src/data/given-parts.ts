import { UsageError } from '../errors.ts';
import { dataOf, fromNested, isList, isNdArray, toFloats } from '../given-array.ts';
import { areBytes, type NdArray, type Nested, sizeOf } from '../nd-array.ts';
import type { Dataset, DatasetParts, GivenDataset, GivenParts } from './dataset.ts';
import { StoredRows } from './stored-rows.ts';

/**
 * Data of one's own as a data set: counts, labels and numbers are checked, and a class has one number in all parts. What
 * is a data set already comes back as it is.
 *
 * @throws UsageError that names the part, the sample and what to do
 */
export function readParts(given: GivenParts | DatasetParts): DatasetParts {
  const who = 'dataset';
  requireObject(who, given);
  if (!('train' in given)) throw bare(who, 'samples' in given ? 'a bare data set' : 'neither');
  if (!('test' in given) || given.test === undefined) throw bare(who, 'no test part');
  if ((given as Partial<DatasetParts>).train?.list) return given as DatasetParts;
  const train = readDataset(given.train, `${who}.train`);
  const read = (part: GivenDataset, name: string) =>
    alignedTo(train, readDataset(part, `${who}.${name}`), `${who}.${name}`);
  return {
    train,
    ...(given.validation && { validation: read(given.validation, 'validation') }),
    test: read(given.test, 'test'),
    ...('reading' in given && given.reading && { reading: given.reading }),
    ...('unseenFraction' in given && given.unseenFraction !== undefined && { unseenFraction: given.unseenFraction }),
  };
}

const bare = (who: string, got: string): UsageError =>
  new UsageError({
    who,
    expected: 'train and test parts, { train, test }',
    got,
    fix: 'Split a part off: const { rest: train, part: test } = datasets.splitOff(data, { fraction: 0.2 })',
  });

/** Samples and labels of one's own as a data set. `who` names them in errors. */
export function readDataset(given: GivenDataset, who: string): Dataset {
  requireObject(who, given);
  for (const name of ['samples', 'labels'] as const) {
    if (given[name] === undefined) throw new UsageError({ who, expected: `${name}`, got: 'none' });
  }
  const samples = readSamples(given.samples, `${who}.samples`);
  const { labels, classNames } = readLabels(given, samples.shape[0]!, who);
  const { name = 'data', groups } = given;
  if (groups !== undefined && groups.length !== classNames.length) {
    throw new UsageError({ who, expected: `${classNames.length} groups, one a class`, got: String(groups.length) });
  }
  return { name, samples, labels, classNames, ...(groups !== undefined && { groups }) };
}

function requireObject(who: string, given: unknown): asserts given is object {
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) return;
  throw new UsageError({ who, expected: 'an object', got: Array.isArray(given) ? 'a list' : String(given) });
}

function readSamples(given: GivenDataset['samples'], who: string): Dataset['samples'] {
  if (given instanceof StoredRows) return given;
  const array = isList(given) ? fromNested(given as Nested, who) : given;
  const shape = (array as NdArray | null)?.shape;
  if (!isNdArray(array) || array.shape.length < 2 || array.shape.includes(0)) {
    const got = Array.isArray(shape) ? `shape [${shape.join(', ')}]` : 'neither { data, shape } nor nested arrays';
    throw new UsageError({ who, expected: 'samples of shape [n, columns] or [n, channels, height, width]', got });
  }
  const data = dataOf(array, who);
  if (data instanceof Uint8Array) return { data, shape: array.shape };
  if ((data as unknown) instanceof Uint8ClampedArray)
    return { data: Uint8Array.from(data as never), shape: array.shape };
  const floats = toFloats(data, who);
  const stray = floats.findIndex(value => !Number.isFinite(value));
  if (stray < 0) return { data: floats, shape: array.shape };
  const got = `${(data as ArrayLike<number>)[stray]} ${placeOf(stray, array.shape.slice(1))}`;
  throw new UsageError({ who, expected: 'finite numbers', got, fix: 'Leave the sample out, or fill the value in' });
}

/** Where a number stands, as people count tables and images. */
function placeOf(index: number, sample: readonly number[]): string {
  const width = sizeOf(sample);
  const [row, inside] = [Math.floor(index / width), index % width];
  if (sample.length === 1) return `in row ${row}, column ${inside}`;
  const place = sample.map((extent, axis) => Math.floor(inside / sizeOf(sample.slice(axis + 1))) % extent);
  return `in sample ${row} at [${place.join(', ')}]`;
}

function readLabels(
  { labels: given, classNames }: GivenDataset,
  n: number,
  who: string,
): Pick<Dataset, 'labels' | 'classNames'> {
  if (given.length !== n) {
    throw new UsageError({ who, expected: `${n} labels, one a sample`, got: String(given.length) });
  }
  if (classNames !== undefined) requireDistinct(classNames, who);
  if (given instanceof Int32Array && classNames !== undefined) {
    requireKnown(given, classNames.length, who);
    return { labels: given, classNames };
  }
  const all: readonly (string | number)[] = Array.from(given as ArrayLike<string | number>);
  const isNamed = all.every(label => typeof label === 'string');
  if (classNames !== undefined && !isNamed) {
    requireKnown(all, classNames.length, who);
    return { labels: Int32Array.from(all as number[]), classNames };
  }
  if (!isNamed) requireKnown(all, Number.POSITIVE_INFINITY, who);
  const names = classNames ?? [...new Set(all)].sort((a, b) => (a < b ? -1 : 1)).map(String);
  const numberOf = new Map(names.map((name, number) => [name, number]));
  return {
    labels: Int32Array.from(all, (label, i) => {
      const number = numberOf.get(String(label));
      if (number !== undefined) return number;
      throw new UsageError({ who, expected: 'labels that are class names', got: `"${label}" for sample ${i}` });
    }),
    classNames: names,
  };
}

function requireDistinct(classNames: readonly string[], who: string): void {
  const twice = classNames.find((name, i) => classNames.indexOf(name) !== i);
  if (twice !== undefined) throw new UsageError({ who, expected: 'different class names', got: `"${twice}" twice` });
}

function requireKnown(labels: ArrayLike<unknown>, classes: number, who: string): void {
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i];
    if (Number.isInteger(label) && (label as number) >= 0 && (label as number) < classes) continue;
    const limit = classes === Number.POSITIVE_INFINITY ? '' : ` below ${classes}, the number of class names`;
    throw new UsageError({
      who,
      expected: `labels that are whole numbers from 0${limit}`,
      got: `${typeof label === 'string' ? `"${label}"` : label} for sample ${i}`,
    });
  }
}

/** A part whose samples are like those of `train`, and whose classes have the numbers that they have there. */
function alignedTo(train: Dataset, part: Dataset, who: string): Dataset {
  const [wanted, shape] = [train.samples.shape.slice(1), part.samples.shape.slice(1)];
  if (wanted.join() !== shape.join()) {
    const expected = `samples of shape [${wanted.join(', ')}], as those of train`;
    throw new UsageError({ who, expected, got: `[${shape.join(', ')}]` });
  }
  const kind = ({ samples }: Dataset) => (areBytes(samples) ? 'bytes' : 'floats');
  if (kind(train) !== kind(part)) {
    throw new UsageError({ who, expected: `${kind(train)}, as the samples of train`, got: kind(part) });
  }
  const known = new Set(train.classNames);
  const others = part.classNames.filter(name => !known.has(name));
  const isAligned = train.classNames.every((name, i) => part.classNames[i] === name);
  if (isAligned || others.length === part.classNames.length) return part;
  const classNames = [...train.classNames, ...others];
  const numberOf = new Map(classNames.map((name, number) => [name, number]));
  const { groups: _, ...rest } = part;
  return { ...rest, labels: part.labels.map(label => numberOf.get(part.classNames[label]!)!), classNames };
}
