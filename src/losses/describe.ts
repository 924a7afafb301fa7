import { type Cost, cost } from '../graph/cost.ts';
import { gradients } from '../graph/gradients.ts';
import { input } from '../graph/ops/index.ts';
import type { Miner } from '../miners/miner.ts';
import { sizeOf } from '../nd-array.ts';
import { Scope } from '../nn/scope.ts';
import { byName } from './by-name.ts';
import type { Loss } from './loss.ts';

export interface DescribeOptions {
  /** Samples in the batch; default 250. */
  batchSize?: number;
  /** How long embeddings are; default 16. */
  dim?: number;
  /** Default 10. */
  numClasses?: number;
  /** Chooses the tuples. Default none: all. */
  miner?: Miner;
}

export interface LossDescription extends Cost {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** How many learned numbers the loss has. */
  readonly learned: number;
}

/**
 * What one step of a loss takes (of a name: with its defaults), its mining and its gradients to the embeddings and to its
 * own weights: operations and bytes, counted from the graph before it runs.
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
