import { mPerClass } from '../data/samplers/m-per-class.ts';
import type { Distance } from '../distances/index.ts';
import { l2Normalize } from '../graph/ops/index.ts';
import type { Loss } from '../losses/loss.ts';
import type { Miner } from '../miners/miner.ts';
import type { Module } from '../nn/index.ts';
import { type Architecture, laidOut, type Method, plainEncoder } from './method.ts';

export interface OnlineOptions {
  /** Samples a step, a multiple of `samplesPerClass`; default those of ten classes, or of all where there are fewer. */
  batchSize?: number;
  /** Samples of each class in a batch; default 25. */
  samplesPerClass?: number;
}

/** Whether a distance looks at directions only, so that embeddings are best kept at length 1. */
const onUnitSphere = (distance: Distance | undefined): boolean =>
  distance !== undefined && (distance.name === 'cosine' || distance.options['normalize'] === true);

/** The encoder of a loss that looks at directions only: what it tells apart is then the Euclidean distance of what comes out. */
const unitEncoder =
  (architecture: Architecture): Module =>
  (x, scope) =>
    l2Normalize(plainEncoder(architecture)(x, scope));

/** Classes in a batch. */
const CLASSES = 10;

/** A method over batches of several samples a class: the miner chooses tuples among them, the loss goes over these. */
export function online(
  name: string,
  { batchSize, samplesPerClass = 25 }: OnlineOptions,
  loss: Loss,
  miner: Miner | undefined,
): Method {
  return {
    name,
    options: {
      batchSize,
      samplesPerClass,
      loss: loss.name,
      lossOptions: loss.options,
      miner: miner?.name,
      minerOptions: miner?.options,
    },
    batches(classes) {
      const rows = batchSize ?? Math.min(CLASSES, classes) * samplesPerClass;
      return laidOut(mPerClass({ m: samplesPerClass, batchSize: rows }), rows, ({ indices }) => [indices]);
    },
    warnings: loss.warnings ?? [],
    encoder: onUnitSphere(loss.distance) ? unitEncoder : plainEncoder,
    objective({ samples, labels, classes: numClasses, classCounts }, architecture, scope) {
      const embeddings = plainEncoder(architecture)(samples, scope);
      const tuples = miner?.mine({ embeddings, labels });
      return {
        loss: loss.compute(
          { embeddings, labels, numClasses, ...(classCounts && { classCounts }), ...(tuples && { tuples }) },
          scope.child('loss'),
        ),
        embeddings,
      };
    },
  };
}

export interface AnyLossOptions extends OnlineOptions {
  /** Any loss of the library, or one of your own. */
  loss: Loss;
  /** Default: none, so that the loss goes over all pairs or triplets. */
  miner?: Miner;
}

/** Any loss, over batches of several samples a class. */
export function anyLoss({ loss, miner, ...batch }: AnyLossOptions): Method {
  return online('online', batch, loss, miner);
}
