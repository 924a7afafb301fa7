import { mPerClass } from '../data/samplers/m-per-class.ts';
import { singles } from '../data/samplers/singles.ts';
import type { Distance } from '../distances/index.ts';
import { UsageError } from '../errors.ts';
import type { Loss } from '../losses/loss.ts';
import type { Miner } from '../miners/miner.ts';
import { batchNorm, type Module, type Scope } from '../nn/index.ts';
import type { Filled } from '../options.ts';
import { type Made, plain } from '../thing.ts';
import { activeShare } from './active-share.ts';
import { type Architecture, type BatchPlan, laidOut, type Method, plainEncoder } from './method.ts';
import type { onlineOptions } from './shared-options.ts';

/** The scope of the weights of the loss. */
const ofLoss = (scope: Scope): Scope => scope.child('loss');

/** The encoder of a step: that of the network, with a batch norm at its end where one is wanted. */
const trainedEncoder =
  (normalizes: boolean) =>
  (architecture: Architecture): Module =>
  (x, scope) => {
    const embeddings = plainEncoder(architecture)(x, scope);
    return normalizes ? batchNorm({ affine: false })(embeddings, scope.child('norm')) : embeddings;
  };

/** The encoder for embeddings that were trained in a distance: it maps them so that the Euclidean distance compares them. */
const encoderFor =
  (trained: (architecture: Architecture) => Module, { asEuclidean }: Partial<Distance> = {}) =>
  (architecture: Architecture): Module =>
  (x, scope) => {
    const embeddings = trained(architecture)(x, scope);
    return asEuclidean ? asEuclidean(embeddings, ofLoss(scope)) : embeddings;
  };

/** Stops where only the miner has a learned distance, since its weights are those of the loss. */
function requireShared(name: string, miner: Miner | undefined, loss: Loss): void {
  if (miner?.distance.name !== 'mahalanobis' || loss.distance?.name === 'mahalanobis') return;
  throw new UsageError({
    who: `method ${name}`,
    expected: 'a loss with the learned distance of its miner',
    got: `a miner with mahalanobis, a loss with ${loss.distance?.name ?? 'no distance'}`,
    fix: 'Use --distance, which is for both',
  });
}

/** How many classes a batch has by default. */
const CLASSES = 10;

/** A method over batches of several samples a class: the miner chooses tuples among them, the loss goes over these. */
export function mined(
  name: string,
  { batchSize, samplesPerClass, uniformClasses, batchNorm: given }: Filled<typeof onlineOptions>,
  loss: Loss,
  miner: Miner | undefined,
): Made<Method> {
  requireShared(name, miner, loss);
  const normalizes = given ?? loss.batchNorm;
  const encoder = trainedEncoder(normalizes ?? false);
  return {
    options: plain({
      batchSize,
      samplesPerClass,
      uniformClasses,
      batchNorm: normalizes,
      loss,
      lossOptions: loss.options,
      miner,
      minerOptions: miner?.options,
    }),
    ...(loss.learnsClasses && { learnsClasses: true }),
    ...(loss.views !== undefined && { views: loss.views }),
    batches(classes) {
      if (loss.views !== undefined) return viewsOfSingles(loss.views, batchSize);
      const rows = batchSize ?? Math.min(CLASSES, classes) * samplesPerClass;
      const sampler = mPerClass({ m: samplesPerClass, batchSize: rows, uniformClasses });
      return laidOut(sampler, rows, ({ indices }) => [indices]);
    },
    warnings: loss.warnings ?? [],
    encoder: encoderFor(encoder, loss.distance),
    objective({ samples, labels, classes: numClasses, classCounts }, architecture, scope) {
      const embeddings = encoder(architecture)(samples, scope);
      const tuples = miner?.mine({ embeddings, labels }, ofLoss(scope));
      const active = tuples && activeShare(tuples, { embeddings, labels });
      return {
        loss: loss.compute(
          {
            embeddings,
            labels,
            numClasses,
            inTraining: true,
            ...(classCounts && { classCounts }),
            ...(tuples && { tuples }),
          },
          ofLoss(scope),
        ),
        embeddings,
        ...(active && { metrics: { active } }),
      };
    },
  };
}

/** How many rows a batch of views has by default. */
const VIEWED = 250;

/** Batches that hold each sample `views` times: all samples, then all samples again. */
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
  const plan = laidOut(singles({ batchSize: batchSize / views }), batchSize, ({ indices }) => all.map(() => indices));
  return { ...plan, trainsOn: 'samples' };
}
