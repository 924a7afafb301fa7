import { cosineSimilarity, type Distance } from '../distances/index.ts';
import { NearfarError } from '../errors.ts';
import { add, logSumExp, mul, oneHot, reshape, sub, sum, transpose } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { normal } from '../nn/initializers.ts';
import type { Filled, Shape } from '../options.ts';
import { meanReducer } from '../reducers/index.ts';
import { type Description, type Given, plain, type ThingOf } from '../thing.ts';
import { type Batch, type EmbeddingLoss, type EmbeddingLossOptions, embeddingLoss, parted } from './embedding-loss.ts';
import { defineLoss, type Loss } from './loss.ts';
import { requireClasses } from './num-classes.ts';
import type { classOptions } from './shared-options.ts';
import { sampleWeights } from './tuples.ts';

/** What every loss with a weight vector for each class takes beside its own options. */
export type ClassLossOptions = EmbeddingLossOptions & Given<typeof classOptions>;

/** What the equation of a loss with class vectors is computed from. */
export interface ClassBatch extends Batch {
  /** How many classes there are. */
  readonly classes: number;
  /** The learned class vectors, one a row. */
  readonly vectors: Tensor;
  /** [B, classes]: 1 at each sample's class. */
  readonly target: Tensor;
  /** The mean, or what the reducer makes of it, of each sample's loss [B] by how often a miner chose it. */
  readonly reduceSamples: (losses: Tensor) => Tensor;
}

/** The equation of a loss with class vectors, and what was chosen for it. */
export interface ClassLoss extends Omit<EmbeddingLoss, 'compute' | 'common'> {
  /** The distance, the reducer, the regularisers and the number of classes that were given. */
  readonly common: ClassLossOptions;
  /** The learned class vectors, one (or more) a class, as rows [classes …, D]. */
  readonly vectors: (batch: Batch, classes: number) => Tensor;
  /** The loss of a batch, a float32 scalar. */
  readonly compute: (batch: ClassBatch) => Tensor;
}

/** A loss that compares embeddings with learned vectors of the classes. */
export function classLoss({ common, vectors, compute, ...rest }: ClassLoss): Loss {
  const { numClasses, embeddingSize, weightRegularizer: regularizer, weightRegWeight = 1, ...others } = common;
  const loss = embeddingLoss({
    ...rest,
    options: {
      ...rest.options,
      ...(numClasses !== undefined && { numClasses }),
      ...(regularizer && { weightRegularizer: regularizer.name, weightRegWeight }),
    },
    common: others,
    compute(batch) {
      requireSize(`loss ${rest.name}`, embeddingSize, batch.embeddings);
      requireOneClass(`loss ${rest.name}`, batch.labels);
      const classes = requireClasses(`loss ${rest.name}`, numClasses ?? batch.numClasses);
      const rows = vectors(batch, classes);
      const target = oneHot(batch.labels, classes); // [B, classes]
      const reduceSamples = (losses: Tensor) => batch.reduce(mul(losses, sampleWeights(batch)));
      const loss = compute({ ...batch, classes, vectors: rows, target, reduceSamples });
      return regularizer ? add(loss, mul(regularizer.compute(rows), weightRegWeight)) : loss;
    },
  });
  const limits = [numClasses, loss.classes].filter(limit => limit !== undefined);
  return { ...loss, learnsClasses: true, ...(limits.length > 0 && { classes: Math.min(...limits) }) };
}

/** The definition of a loss with class vectors. */
export interface ClassLossDefinition<O extends Shape> extends Description {
  /** Its own options, with `classOptions` and `pairOptions` or `reducerOptions`. */
  readonly options: O;
  /** Its distance, where that is no option. Default: the cosine similarity. */
  readonly distance?: () => Distance;
  /** How many classes its options say that there are. Default: `numClasses`. */
  readonly classes?: (options: Filled<O>) => number | undefined;
  /** Whether a training batch-normalises the embeddings, as `Loss` says. Default: no. */
  readonly batchNorm?: boolean;
  /** The learned class vectors, one (or more) a class, as rows [classes …, D]. Default: the columns of `W`. */
  readonly vectors?: (batch: Batch, classes: number, options: Filled<O>) => Tensor;
  /** The loss of a batch, a float32 scalar. */
  readonly compute: (batch: ClassBatch, options: Filled<O>) => Tensor;
}

/** Defines a loss that compares embeddings with learned vectors of the classes. */
export const defineClassLoss = <const O extends Shape>(definition: ClassLossDefinition<O>): ThingOf<Loss, O> => {
  const { distance = cosineSimilarity, classes, batchNorm, vectors = columnsOfW(), compute, ...about } = definition;
  return defineLoss({
    ...about,
    make(options) {
      const { common, own } = parted(options, commonNames);
      const numClasses = classes?.(options);
      const loss = classLoss({
        name: about.name,
        options: plain(own),
        common: { ...common, ...(numClasses !== undefined && { numClasses }) },
        defaults: { distance, reducer: meanReducer },
        vectors: (batch, classes) => vectors(batch, classes, options),
        compute: batch => compute(batch, options),
      });
      return batchNorm ? { ...loss, batchNorm } : loss;
    },
  });
};

const commonNames = [
  ...['distance', 'reducer', 'embeddingRegularizer', 'embeddingRegWeight'],
  ...['numClasses', 'embeddingSize', 'weightRegularizer', 'weightRegWeight'],
];

function requireSize(who: string, size: number | undefined, { shape }: Tensor): void {
  if (size === undefined || size === shape[1]) return;
  throw new NearfarError({ who, expected: `embeddings of ${size} numbers (embeddingSize)`, got: `${shape[1]}` });
}

function requireOneClass(who: string, { shape }: Tensor): void {
  if (shape.length === 1) return;
  const fix = 'Use a loss over pairs, as multi-sup-con, for sets of classes';
  throw new NearfarError({ who, expected: 'labels of one class a sample', got: 'sets of classes', fix });
}

/** The learned class vectors: the columns of the parameter `W` [D, classes · perClass], as rows. */
export const columnsOfW =
  (perClass = 1) =>
  ({ scope, embeddings }: Batch, classes: number): Tensor =>
    transpose(scope.parameter('W', [embeddings.shape[1]!, classes * perClass], normal()));

/** −ln softmax(logits) at each sample's class: logits and target [B, classes] → [B]. */
export const crossEntropyOfEach = (logits: Tensor, target: Tensor): Tensor =>
  sub(logSumExp(logits, 1), ofTarget(logits, target));

/** Each row's value at its class: [B]. */
export const ofTarget = (x: Tensor, target: Tensor): Tensor => sum(mul(x, target), 1);

/** The matrix with each row's value at its class replaced: values [B]. */
export const withTarget = (x: Tensor, target: Tensor, values: Tensor): Tensor =>
  add(x, mul(target, reshape(sub(values, ofTarget(x, target)), [x.shape[0]!, 1])));
