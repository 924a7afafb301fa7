import type { Dataset, DatasetParts } from '../data/dataset.ts';
import { splitClasses, splitOff, subset, united } from '../data/splits.ts';
import { NearfarError } from '../errors.ts';
import { sizeOf } from '../nd-array.ts';
import { Random } from '../random.ts';
import { type Augment, requireAugmentable, withMoreClasses } from './augment.ts';
import type { Normalization, SampleType } from './sample-type.ts';

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
}

export interface PrepareOptions {
  readonly unseenClasses: readonly string[];
  /** Part of the training samples to validate on; default the data set's own, or a tenth, at most 5000 samples. */
  readonly validation?: number | undefined;
  readonly augment?: Augment | undefined;
  readonly seed: number;
}

const VALIDATION_LIMIT = 5000;
const GALLERY_LIMIT = 10_000;

/** Splits a data set into training, validation and test samples; the same for the same seed. */
export function prepare(parts: DatasetParts, options: PrepareOptions): PreparedData {
  const { unseenClasses, seed, augment } = options;
  const held = unseenClasses.length > 0 ? splitClasses(parts.train, unseenClasses) : undefined;
  const seenTrain = held?.seen ?? parts.train;
  const { train, validation } = withValidation(parts, seenTrain, options);
  requireAugmentable(train, augment);
  const augmented = withMoreClasses(train, augment);
  return {
    train: augmented,
    classes: augmented.classNames.length,
    validation,
    ...judged(parts, train, held?.unseen, unseenClasses, seed),
    sample: { dtype: dtypeOf(train), shape: train.samples.shape.slice(1), normalization: normalizationOf(train) },
  };
}

function withValidation(parts: DatasetParts, train: Dataset, { validation, seed }: PrepareOptions) {
  if (parts.validation) {
    return validation === 0
      ? { train: united(train, parts.validation), validation: undefined }
      : { train, validation: parts.validation };
  }
  const fraction = validation ?? Math.min(0.1, VALIDATION_LIMIT / train.labels.length);
  if (fraction === 0) return { train, validation: undefined };
  const { rest, part } = splitOff(train, { fraction, seed });
  return { train: rest, validation: part };
}

function judged(
  parts: DatasetParts,
  train: Dataset,
  heldTrain: Dataset | undefined,
  names: readonly string[],
  seed: number,
) {
  const { test } = parts;
  const known = new Set(parts.train.classNames);
  if (!test.classNames.some(name => known.has(name))) {
    return { seen: undefined, unseen: halves(test, `${test.classNames.length} classes never trained on`, seed) };
  }
  const gallery = (dataset: Dataset) => sample(dataset, GALLERY_LIMIT, seed);
  if (!heldTrain) {
    return {
      seen: { evaluatedOn: `the test set of ${count(test)}`, queries: test, gallery: gallery(train) },
      unseen: undefined,
    };
  }
  const split = splitClasses(test, names);
  return {
    seen: {
      evaluatedOn: `test samples of the ${split.seen.classNames.length} classes trained on`,
      queries: split.seen,
      gallery: gallery(train),
    },
    unseen: {
      evaluatedOn: `test samples of classes never trained on (${names.join(', ')})`,
      queries: split.unseen,
      gallery: gallery(heldTrain),
    },
  };
}

const count = ({ labels }: Dataset): string => `${labels.length} samples`;

/** Where no other samples of the classes exist, half of each class serves to recognise the other half. */
function halves(test: Dataset, evaluatedOn: string, seed: number): TestSplit {
  const { rest, part } = splitOff(test, { fraction: 0.5, seed });
  return { evaluatedOn, queries: part, gallery: rest };
}

function sample(dataset: Dataset, limit: number, seed: number): Dataset {
  const n = dataset.labels.length;
  if (n <= limit) return dataset;
  return subset(dataset, new Random(seed).fork('gallery').permutation(n).subarray(0, limit).sort());
}

const dtypeOf = ({ samples }: Dataset): SampleType['dtype'] =>
  samples.data instanceof Uint8Array ? 'uint8' : 'float32';

/** Mean and standard deviation of each channel (or column) over the training samples. */
export function normalizationOf({ name, samples }: Dataset): Normalization {
  const [n = 0, channels = 1, ...rest] = samples.shape;
  const scale = samples.data instanceof Uint8Array ? 1 / 255 : 1;
  const pixels = sizeOf(rest);
  const mean = new Array<number>(channels).fill(0);
  const square = new Array<number>(channels).fill(0);
  for (let i = 0; i < n * channels; i++) {
    let [sum, squares] = [0, 0];
    for (const value of samples.data.subarray(i * pixels, (i + 1) * pixels)) {
      sum += value;
      squares += value * value;
    }
    mean[i % channels]! += (sum * scale) / (n * pixels);
    square[i % channels]! += (squares * scale * scale) / (n * pixels);
  }
  const deviation = mean.map((m, c) => Math.sqrt(Math.max(square[c]! - m * m, 0)) || 1);
  if (n === 0 || mean.some(m => !Number.isFinite(m))) {
    throw new NearfarError({
      who: name,
      expected: 'finite numbers in every sample',
      got: n === 0 ? 'no samples' : 'NaN or infinity',
    });
  }
  return { scale, mean, deviation };
}
