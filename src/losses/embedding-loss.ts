import type { Distance } from '../distances/index.ts';
import { add, full, mul } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Reference } from '../miners/miner.ts';
import type { Scope } from '../nn/scope.ts';
import { type About, type Reducer, reduce } from '../reducers/index.ts';
import type { Regularizer } from '../regularizers/index.ts';
import type { Loss, LossInput } from './loss.ts';
import { requireInRange } from './options.ts';
import { pairWeights } from './tuples.ts';

/** What every loss over embeddings takes beside its own options. */
export interface EmbeddingLossOptions {
  /** How far apart, or how alike, embeddings are. */
  distance?: Distance;
  /** What makes one number of the loss's elements. */
  reducer?: Reducer;
  /** A cost of the embeddings themselves, added. Default none. */
  embeddingRegularizer?: Regularizer;
  /** What that cost is multiplied by. Default 1. */
  embeddingRegWeight?: number;
}

/** What a loss computes from. */
export interface Batch extends LossInput {
  readonly scope: Scope;
  readonly distance: Distance;
  /** What the batch is compared with: a reference set or itself. */
  readonly others: Reference;
  /** Of every sample to every other, as the distance measures: [B, R]. */
  readonly d: Tensor;
  /** How often each pair counts, as an alike one and as one that is not: [B, R]. */
  readonly positive: Tensor;
  readonly negative: Tensor;
  /** The elements [B], [B, R] or [T] as one number; `weights` (default all 1) say how often each counts. */
  readonly reduce: (losses: Tensor, weights?: Tensor, about?: Omit<About, 'labels'> & { part?: string }) => Tensor;
}

export interface EmbeddingLoss {
  readonly name: string;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly common: EmbeddingLossOptions;
  readonly defaults: { readonly distance: () => Distance; readonly reducer: () => Reducer };
  readonly warnings?: (distance: Distance) => readonly string[];
  readonly compute: (batch: Batch) => Tensor;
}

/** A loss over embeddings: its equation, completed by the distance, the reducer and the regulariser that were chosen. */
export function embeddingLoss({ name, options = {}, common, defaults, warnings, compute }: EmbeddingLoss): Loss {
  requireInRange(name, options);
  const { distance = defaults.distance(), reducer = defaults.reducer() } = common;
  const { embeddingRegularizer: regularizer, embeddingRegWeight = 1 } = common;
  const found = warnings?.(distance) ?? [];
  return {
    name,
    options: {
      ...options,
      distance: distance.name,
      reducer: reducer.name,
      ...(regularizer && { embeddingRegularizer: regularizer.name, embeddingRegWeight }),
    },
    distance,
    ...(reducer.classes !== undefined && { classes: reducer.classes }),
    ...(found.length > 0 && { warnings: found }),
    compute(input, scope) {
      const loss = compute(batchOf(input, scope, distance, reducer));
      return regularizer ? add(loss, mul(regularizer.compute(input.embeddings), embeddingRegWeight)) : loss;
    },
  };
}

function batchOf(input: LossInput, scope: Scope, distance: Distance, reducer: Reducer): Batch {
  const others = input.reference ?? { embeddings: input.embeddings, labels: input.labels };
  return {
    ...input,
    ...pairWeights(input),
    scope,
    distance,
    others,
    d: distance.matrix(input.embeddings, others.embeddings, scope),
    reduce(losses, weights = full(losses.shape, 1), { part, ...about } = {}) {
      const chosen = part === undefined ? reducer : (reducer.forPart?.(part) ?? reducer);
      return reduce(chosen, losses, weights, { ...about, labels: input.labels });
    },
  };
}
