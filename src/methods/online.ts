import { mPerClass } from '../data/samplers/m-per-class.ts';
import { singles } from '../data/samplers/singles.ts';
import type { Distance } from '../distances/index.ts';
import { UsageError } from '../errors.ts';
import type { Loss } from '../losses/loss.ts';
import type { Miner } from '../miners/miner.ts';
import type { Module, Scope } from '../nn/index.ts';
import { activeShare } from './active-share.ts';
import { type Architecture, type BatchPlan, laidOut, type Method, plainEncoder } from './method.ts';

export interface OnlineOptions {
  /** Samples a step, a multiple of `samplesPerClass`; default those of ten classes, or of all where there are fewer. */
  batchSize?: number;
  /** Samples of each class in a batch; default 25. */
  samplesPerClass?: number;
}

/** Where the weights of the loss lie. */
const ofLoss = (scope: Scope): Scope => scope.child('loss');

/** The encoder for embeddings that were trained in a distance: what comes out is compared by the Euclidean one. */
const encoderFor =
  ({ asEuclidean }: Partial<Distance> = {}) =>
  (architecture: Architecture): Module =>
  (x, scope) => {
    const embeddings = plainEncoder(architecture)(x, scope);
    return asEuclidean ? asEuclidean(embeddings, ofLoss(scope)) : embeddings;
  };

/** A learned distance has its weights from the loss, so a miner cannot have one alone. */
function requireShared(name: string, miner: Miner | undefined, loss: Loss): void {
  if (miner?.distance.name !== 'mahalanobis' || loss.distance?.name === 'mahalanobis') return;
  throw new UsageError({
    who: `method ${name}`,
    expected: 'a loss with the learned distance of its miner',
    got: `a miner with mahalanobis, a loss with ${loss.distance?.name ?? 'no distance'}`,
    fix: 'Use --distance, which is for both',
  });
}

/** Classes in a batch. */
const CLASSES = 10;

/** A method over batches of several samples a class: the miner chooses tuples among them, the loss goes over these. */
export function online(
  name: string,
  { batchSize, samplesPerClass = 25 }: OnlineOptions,
  loss: Loss,
  miner: Miner | undefined,
): Method {
  requireShared(name, miner, loss);
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
    ...(loss.learnsClasses && { learnsClasses: true }),
    ...(loss.views !== undefined && { views: loss.views }),
    batches(classes) {
      if (loss.views !== undefined) return viewsOfSingles(loss.views, batchSize);
      const rows = batchSize ?? Math.min(CLASSES, classes) * samplesPerClass;
      return laidOut(mPerClass({ m: samplesPerClass, batchSize: rows }), rows, ({ indices }) => [indices]);
    },
    warnings: loss.warnings ?? [],
    encoder: encoderFor(loss.distance),
    objective({ samples, labels, classes: numClasses, classCounts }, architecture, scope) {
      const embeddings = plainEncoder(architecture)(samples, scope);
      const tuples = miner?.mine({ embeddings, labels }, ofLoss(scope));
      const active = tuples && activeShare(tuples, { embeddings, labels });
      return {
        loss: loss.compute(
          { embeddings, labels, numClasses, ...(classCounts && { classCounts }), ...(tuples && { tuples }) },
          ofLoss(scope),
        ),
        embeddings,
        ...(active && { metrics: { active } }),
      };
    },
  };
}

/** Samples in a batch of views, all views counted. */
const VIEWED = 250;

/** Each sample of a batch `views` times: all of them, then all again. */
function viewsOfSingles(views: number, batchSize = VIEWED - (VIEWED % views)): BatchPlan {
  if (batchSize % views !== 0) {
    throw new UsageError({
      who: 'method online',
      expected: `batchSize to be a multiple of the ${views} views of each sample`,
      got: String(batchSize),
      fix: `Try batchSize ${batchSize - (batchSize % views) || views}`,
    });
  }
  const all = Array.from({ length: views }, (_, view) => view);
  return laidOut(singles({ batchSize: batchSize / views }), batchSize, ({ indices }) => all.map(() => indices));
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
