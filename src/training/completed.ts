import { counted } from '../counted.ts';
import type { Dataset } from '../data/dataset.ts';
import { tupleCount } from '../data/tuples.ts';
import * as methods from '../methods/index.ts';
import { occurrences } from '../occurrences.ts';
import { methodOf, networkFor } from './assemble.ts';
import { nameOf, type TrainConfig } from './config.ts';
import type { PreparedData } from './prepare.ts';

/** Samples of each class in a batch, where the classes have as many. */
const SAMPLES_PER_CLASS = 25;
/** Samples in a batch: a tenth of a small data set, so that an epoch has some steps. */
const BATCH = { least: 32, most: 250, part: 0.1 };
/** Pairs, triplets or single samples of a small data set are so many steps an epoch. */
const STEPS = 4;
/** A batch of few samples of a class has so many classes, where there are as many. */
const CLASSES = 8;

/** Times through the training set: a small one is gone through until a network has seen so many samples. */
const EPOCHS = { least: 5, most: 100, samples: 20_000 };

/** A config that leaves nothing open that the data decide. */
export type CompletedConfig = TrainConfig & Required<Pick<TrainConfig, 'network' | 'epochs'>>;

/**
 * A config with what the data decide where it leaves it open: the network, and of data of one's own the epochs, and the batches
 * of methods that have several samples of a class in each.
 */
export function completedBy(config: TrainConfig, data: PreparedData): CompletedConfig {
  const network = config.network ?? networkFor(data.sample.shape);
  const epochs = config.epochs ?? (data.reading ? epochsFor(data.train.labels.length) : EPOCHS.least);
  return { ...config, network, epochs, ...(data.reading && batchLayout(config, data)) };
}

const epochsFor = (samples: number): number =>
  Math.min(EPOCHS.most, Math.max(EPOCHS.least, Math.ceil(EPOCHS.samples / samples)));

function batchLayout(
  config: TrainConfig,
  { train: { labels, list }, classes }: PreparedData,
): Pick<TrainConfig, 'methodOptions' | 'batchSize'> {
  const { method, methodOptions, batchSize } = config;
  const given = { ...methodOptions };
  if (typeof method !== 'string' || batchSize !== undefined || 'batchSize' in given) return {};
  const made = methodOf(config);
  const usual = made.options['batchSize'];
  if (typeof usual === 'number') {
    const count = list ? tupleCount(list) : labels.length;
    const fitting = Math.min(count, Math.max(BATCH.least, Math.floor(count / STEPS)));
    return usual > fitting ? { batchSize: fitting } : {};
  }
  if (!('samplesPerClass' in methods.optionsOf(method)) || 'samplesPerClass' in given || made.views !== undefined)
    return {};
  const batch = Math.min(BATCH.most, Math.max(BATCH.least, Math.round(BATCH.part * labels.length)));
  const share = Math.floor(batch / Math.min(CLASSES, classes));
  const samplesPerClass = Math.max(2, Math.min(SAMPLES_PER_CLASS, medianSize(labels), share));
  const inBatch = Math.max(2, Math.min(classes, Math.floor(batch / samplesPerClass)));
  return { methodOptions: { ...given, samplesPerClass }, batchSize: inBatch * samplesPerClass };
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
    ...(given.network === undefined ? [`Network: ${nameOf(chosen.network)}`] : []),
    ...(given.epochs === undefined ? [`Epochs: ${chosen.epochs}`] : []),
    ...(chosen.batchSize === given.batchSize ? [] : [`Batches: ${chosen.batchSize}${ofClass}`]),
  ];
}
