import { NearfarError } from '../errors.ts';
import { add, logSumExp, mul, oneHot, reshape, sub, sum, transpose } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { normal } from '../nn/initializers.ts';
import type { Regularizer } from '../regularizers/index.ts';
import { type Batch, type EmbeddingLoss, type EmbeddingLossOptions, embeddingLoss } from './embedding-loss.ts';
import type { Loss } from './loss.ts';
import { requireClasses } from './num-classes.ts';
import { sampleWeights } from './tuples.ts';

/** What every loss with a weight vector for each class takes beside its own options. */
export interface ClassLossOptions extends EmbeddingLossOptions {
  /** How many classes there are. In training it is known. */
  numClasses?: number;
  /** How long embeddings are; by default as they come. */
  embeddingSize?: number;
  /** A cost of the class vectors, added. Default none. */
  weightRegularizer?: Regularizer;
  /** What that cost is multiplied by. Default 1. */
  weightRegWeight?: number;
}

export interface ClassBatch extends Batch {
  readonly classes: number;
  /** The learned class vectors, one a row. */
  readonly vectors: Tensor;
  /** [B, classes]: 1 at each sample's class. */
  readonly target: Tensor;
  /** The mean, or what the reducer makes of it, of each sample's loss [B] by how often a miner chose it. */
  readonly reduceSamples: (losses: Tensor) => Tensor;
}

interface ClassLoss extends Omit<EmbeddingLoss, 'compute' | 'common'> {
  readonly common: ClassLossOptions;
  /** The learned class vectors, one (or more) a class, as rows [classes …, D]. */
  readonly vectors: (batch: Batch, classes: number) => Tensor;
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

function requireSize(who: string, size: number | undefined, { shape }: Tensor): void {
  if (size === undefined || size === shape[1]) return;
  throw new NearfarError({ who, expected: `embeddings of ${size} numbers (embeddingSize)`, got: `${shape[1]}` });
}

function requireOneClass(who: string, { shape }: Tensor): void {
  if (shape.length === 1) return;
  const fix = 'Use a loss over pairs, as multi-sup-con, for sets of classes';
  throw new NearfarError({ who, expected: 'labels of one class a sample', got: 'sets of classes', fix });
}

/** Learned class vectors as the rows of `W` [D, classes · perClass] turned round. */
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
