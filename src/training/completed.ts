import { counted } from '../counted.ts';
import type { Dataset } from '../data/dataset.ts';
import { tupleCount } from '../data/tuples.ts';
import * as methods from '../methods/index.ts';
import { occurrences } from '../occurrences.ts';
import { methodOf, networkFor } from './assemble.ts';
import { hasMethod, nameOf, type TrainConfig, type WithMethod } from './config.ts';
import type { PreparedData } from './prepare.ts';

/** How a batch of several samples of a class is laid out, of data of one's own. */
interface Batches {
  /** Samples: a part of a small data set, so that an epoch has some steps, within bounds. */
  readonly least: number;
  readonly most: number;
  readonly part: number;
  /** Samples of each class, where the classes have as many. */
  readonly ofClass: number;
  /** Where a batch has few samples of a class, it has so many classes, if there are as many. */
  readonly classes: number;
}

const BATCHES: Batches = { least: 32, most: 250, part: 0.1, ofClass: 25, classes: 8 };
/** A loss with a weight for each class compares a sample with all classes, whoever is in its batch: more steps of fewer samples learn faster. */
const BATCHES_BY_CLASS: Batches = { ...BATCHES, most: 32, ofClass: 4 };
/** Of images that get a deeper network a batch has fewer: 250 of 64 × 64 pixels would take a gigabyte. */
const MOST_LARGE = 125;
const isLarge = (shape: readonly number[]): boolean => networkFor(shape) === 'resnet';
/** Pairs, triplets or single samples of a small data set are so many steps an epoch. */
const STEPS = 4;
/** Few classes that have so many samples each are learned by a weight for each; else the samples are compared. */
const LARGE_CLASS = 100;

/** Times through the training set: a small one is gone through until a network has seen so many samples. */
const EPOCHS = { least: 5, most: 100, samples: 20_000 };

/** A config that leaves nothing open that the data decide. */
export type CompletedConfig = TrainConfig & Required<Pick<TrainConfig, 'method' | 'network' | 'epochs'>>;

/**
 * A config with what the data decide where it leaves it open: the network, and of data of one's own the objective, the epochs,
 * and the batches of methods that have several samples of a class in each.
 */
export function completedBy(config: TrainConfig, data: PreparedData): CompletedConfig {
  const network = config.network ?? networkFor(data.sample.shape);
  const epochs = config.epochs ?? (data.reading ? epochsFor(data.train.labels.length) : EPOCHS.least);
  const decided = hasMethod(config) ? config : { ...config, ...objectiveFor(config, data) };
  return { ...decided, network, epochs, ...(data.reading && batchLayout(decided, data)) };
}

/** Of more classes than dimensions the class weights leave embeddings that say little of other classes. */
const objectiveFor = ({ dim }: TrainConfig, { classes, train }: PreparedData): Pick<WithMethod, 'method' | 'loss'> =>
  classes <= dim && medianSize(train.labels) >= LARGE_CLASS
    ? { method: 'online', loss: 'normalized-softmax' }
    : { method: methods.defaultFor(undefined) };

const epochsFor = (samples: number): number =>
  Math.min(EPOCHS.most, Math.max(EPOCHS.least, Math.ceil(EPOCHS.samples / samples)));

function batchLayout(
  config: WithMethod,
  { train: { labels, list }, classes, sample }: PreparedData,
): Pick<TrainConfig, 'methodOptions' | 'batchSize'> {
  const { method, methodOptions: given = {}, batchSize = given['batchSize'], ...others } = config;
  if (typeof method !== 'string') return {};
  const { batchSize: _, ...methodOptions } = given;
  const made = methodOf({ ...others, method, methodOptions });
  const usual = made.options['batchSize'];
  if (typeof usual === 'number') {
    if (batchSize !== undefined) return {};
    const count = list ? tupleCount(list) : labels.length;
    const fitting = Math.min(count, Math.max(BATCHES.least, Math.floor(count / STEPS)));
    return usual > fitting ? { batchSize: fitting } : {};
  }
  if (!('samplesPerClass' in methods.optionsOf(method)) || 'samplesPerClass' in given || made.views !== undefined)
    return {};
  const { least, part, ofClass, classes: several, ...size } = made.learnsClasses ? BATCHES_BY_CLASS : BATCHES;
  const most = isLarge(sample.shape) ? Math.min(size.most, MOST_LARGE) : size.most;
  const isGiven = typeof batchSize === 'number';
  const batch = isGiven ? batchSize : Math.min(most, Math.max(least, Math.round(part * labels.length)));
  const share = Math.floor(batch / Math.min(several, classes));
  const samplesPerClass = Math.max(2, Math.min(ofClass, medianSize(labels), share));
  if (isGiven) {
    const divides = divisorOf(batch, samplesPerClass);
    return divides >= 2 ? { methodOptions: { ...given, samplesPerClass: divides } } : {};
  }
  const inBatch = Math.max(2, Math.min(classes, Math.floor(batch / samplesPerClass)));
  return { methodOptions: { ...given, samplesPerClass }, batchSize: inBatch * samplesPerClass };
}

/** The greatest number up to `most` that divides n. */
function divisorOf(n: number, most: number): number {
  let divisor = most;
  while (n % divisor !== 0) divisor--;
  return divisor;
}

/** The size of the class in the middle, of those that have samples. */
function medianSize(labels: Int32Array): number {
  const sizes = [...occurrences(labels).values()].sort((a, b) => a - b);
  return sizes[Math.floor(sizes.length / 2)]!;
}

/** What was understood of data of one's own and decided by them, a sentence each. */
export function decisions(given: TrainConfig, chosen: CompletedConfig, data: PreparedData): string[] {
  const { reading, heldOut, train, validation } = data;
  if (!reading) return [];
  const { format, samples, classes, list, shape } = reading;
  const sizeOf = ({ labels, list }: Dataset) => (list ? tupleCount(list) : labels.length);
  const counts = [
    `${sizeOf(train)} to train on`,
    ...(validation ? [`${sizeOf(validation)} to validate on`] : []),
    `${[data.seen, data.unseen].reduce((sum, split) => sum + (split ? sizeOf(split.queries) : 0), 0)} to test on`,
  ];
  const inClasses = ` in ${counted(classes, 'class', 'classes')}`;
  const understood = `${counted(samples, 'sample')} of shape [${shape.join(', ')}]${list ? '' : inClasses}`;
  const isHeldOut = heldOut.length > 0 && given.unseenClasses.length === 0;
  const names = heldOut.length > 10 ? `${heldOut.slice(0, 10).join(', ')}, …` : heldOut.join(', ');
  const perClass = chosen.methodOptions?.['samplesPerClass'];
  const ofClass = perClass === given.methodOptions?.['samplesPerClass'] ? '' : `, ${perClass} of a class`;
  return [
    `${nameOf(given.dataset)}: ${format}, ${list ? `${list.count} over ` : ''}${understood}; ${counts.join(', ')}`,
    ...(isHeldOut ? [`Never trained on: ${names} (--unseen-fraction 0 trains on all classes)`] : []),
    ...(hasMethod(given) ? [] : [`Objective: ${objectiveOf(chosen)}`]),
    ...(given.network === undefined ? [`Network: ${nameOf(chosen.network)}`] : []),
    ...(given.epochs === undefined ? [`Epochs: ${chosen.epochs}`] : []),
    ...(chosen.batchSize === given.batchSize ? [] : [`Batches: ${chosen.batchSize}${ofClass}`]),
  ];
}

/** What was chosen, and how the other is had. */
const objectiveOf = ({ method, loss }: CompletedConfig): string =>
  loss === undefined
    ? `${nameOf(method)}, which compares samples`
    : `${nameOf(loss)}, since the classes are few and large (--method ${methods.defaultFor(undefined)} compares samples)`;
