import { type Distance, lpDistance } from '../distances/index.ts';
import { add, full, mul } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Reference } from '../miners/miner.ts';
import type { Scope } from '../nn/scope.ts';
import type { Filled, Shape } from '../options.ts';
import { type About, meanReducer, type Reducer, reduce } from '../reducers/index.ts';
import { type Description, type Given, plain, type ThingOf } from '../thing.ts';
import { defineLoss, type Loss, type LossInput } from './loss.ts';
import type { pairOptions } from './shared-options.ts';
import { pairWeights } from './tuples.ts';

/** What every loss over embeddings takes beside its own options. */
export type EmbeddingLossOptions = Given<ReturnType<typeof pairOptions>>;

/** What the equation of a loss is computed from. */
export interface Batch extends LossInput {
  /** Gives the loss's learned weights by name. */
  readonly scope: Scope;
  /** The distance or similarity that was chosen. */
  readonly distance: Distance;
  /** What the batch is compared with: a reference set or itself. */
  readonly others: Reference;
  /** The distance of every sample of the batch to every sample of `others`: [B, R]. */
  readonly d: Tensor;
  /** How often each pair counts as a positive pair: [B, R]. */
  readonly positive: Tensor;
  /** How often each pair counts as a negative pair: [B, R]. */
  readonly negative: Tensor;
  /** The elements [B], [B, R] or [T] as one number; `weights` (default all 1) say how often each counts. */
  readonly reduce: (losses: Tensor, weights?: Tensor, about?: Omit<About, 'labels'> & { part?: string }) => Tensor;
}

/** The equation of a loss over embeddings, and what was chosen for it. */
export interface EmbeddingLoss {
  /** Its name, in kebab case. */
  readonly name: string;
  /** Its own options, as they go into files. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** The distance, the reducer and the regulariser that were given. */
  readonly common: EmbeddingLossOptions;
  /** The distance and the reducer where none is given. */
  readonly defaults: { readonly distance: () => Distance; readonly reducer: () => Reducer };
  /** What is likely a mistake with this distance: cause and fix, a sentence each. */
  readonly warnings?: (distance: Distance) => readonly string[];
  /** The loss of a batch, a float32 scalar. */
  readonly compute: (batch: Batch) => Tensor;
}

/** A loss over embeddings: its equation, completed by the distance, the reducer and the regulariser that were chosen. */
export function embeddingLoss({ name, options = {}, common, defaults, warnings, compute }: EmbeddingLoss): Loss {
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

/** The definition of a loss over embeddings. */
export interface EmbeddingLossDefinition<O extends Shape> extends Description {
  /** Its own options, with `pairOptions` or `reducerOptions` where it takes those. */
  readonly options: O;
  /** Its distance, where that is no option. Default: Euclidean on normalised embeddings. */
  readonly distance?: () => Distance;
  /** What is likely a mistake in its options: cause and fix, a sentence each. */
  readonly warnings?: (options: Filled<O>, distance: Distance) => readonly string[];
  /** Whether it learns something of each class. Default: no. */
  readonly learnsClasses?: (options: Filled<O>) => boolean;
  /** The loss of a batch, a float32 scalar. */
  readonly compute: (batch: Batch, options: Filled<O>) => Tensor;
}

/** Defines a loss over embeddings by its equation. */
export const defineEmbeddingLoss = <const O extends Shape>(
  definition: EmbeddingLossDefinition<O>,
): ThingOf<Loss, O> => {
  const { distance: fixed = lpDistance, warnings, learnsClasses, compute, ...about } = definition;
  return defineLoss({
    ...about,
    make(options) {
      const { common, own } = parted(options, commonNames);
      const loss = embeddingLoss({
        name: about.name,
        options: plain(own),
        common,
        defaults: { distance: fixed, reducer: meanReducer },
        ...(warnings && { warnings: distance => warnings(options, distance) }),
        compute: batch => compute(batch, options),
      });
      return learnsClasses?.(options) ? { ...loss, learnsClasses: true } : loss;
    },
  });
};

const commonNames = ['distance', 'reducer', 'embeddingRegularizer', 'embeddingRegWeight'];

/** Splits options into those of the names and all others; options that are not given are left out. */
export function parted(options: Readonly<Record<string, unknown>>, names: readonly string[]) {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return {
    common: Object.fromEntries(given.filter(([name]) => names.includes(name))),
    own: Object.fromEntries(given.filter(([name]) => !names.includes(name))),
  };
}
