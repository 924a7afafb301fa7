import { type Cost, cost } from '../graph/cost.ts';
import { gradients } from '../graph/gradients.ts';
import { input } from '../graph/ops/index.ts';
import type { Miner } from '../miners/miner.ts';
import { sizeOf } from '../nd-array.ts';
import { Scope } from '../nn/scope.ts';
import { byName } from './by-name.ts';
import type { Loss } from './loss.ts';

/** What `losses.describe` counts for. */
export interface DescribeOptions {
  /** Samples in the batch; default 250. */
  batchSize?: number;
  /** The number of components of an embedding; default 16. */
  dim?: number;
  /** How many classes there are; default 10. */
  numClasses?: number;
  /** The miner that chooses tuples; by default all tuples count. */
  miner?: Miner;
}

/** What one step of a loss takes: operations and bytes. */
export interface LossDescription extends Cost {
  /** The loss's name. */
  readonly name: string;
  /** The loss's options, with defaults filled in. */
  readonly options: Readonly<Record<string, unknown>>;
  /** How many learned numbers the loss has. */
  readonly learned: number;
}

/**
 * Counts the operations and bytes of one step of a loss (of a name: with its defaults): mining, value, and gradients to the
 * embeddings and to its own weights. It counts them from the graph, which does not run.
 */
export function describe(
  given: Loss | string,
  { batchSize = 250, dim = 16, numClasses = 10, miner }: DescribeOptions = {},
): LossDescription {
  const loss = typeof given === 'string' ? byName(given) : given;
  const scope = new Scope({ training: true });
  const embeddings = input('embeddings', 'float32', [batchSize, dim]);
  const labels = input('labels', 'int32', [batchSize]);
  const tuples = miner?.mine({ embeddings, labels }, scope);
  const value = loss.compute({ embeddings, labels, numClasses, ...(tuples && { tuples }) }, scope);
  const trained = scope.parameters.filter(({ trainable }) => trainable);
  const slopes = gradients(value, [embeddings, ...trained.map(({ tensor }) => tensor)]);
  return {
    name: loss.name,
    options: loss.options,
    learned: trained.reduce((total, { shape }) => total + sizeOf(shape), 0),
    ...cost([value, ...slopes, ...scope.updates.values()]),
  };
}
