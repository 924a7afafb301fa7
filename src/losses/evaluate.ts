import { NearfarError } from '../errors.ts';
import { evaluate as run } from '../graph/evaluate.ts';
import { gradients } from '../graph/gradients.ts';
import { feedsOf, type GivenBatch, type ReadBatch, readBatch } from '../miners/given-batch.ts';
import type { MinedTuples } from '../miners/index.ts';
import type { NdArray } from '../nd-array.ts';
import { type GivenValues, givenValues, Scope } from '../nn/scope.ts';
import { givenTuples } from './given-tuples.ts';
import type { Loss, LossInput } from './loss.ts';

/** The value of a loss on a batch, and its gradients. */
export interface LossEvaluation {
  /** The loss of the batch. */
  readonly value: number;
  /** ∂value/∂embeddings [N, D], and the same for each learned weight of the loss by its name. */
  readonly gradients: { readonly embeddings: NdArray } & { readonly [parameter: string]: NdArray };
}

/** A batch for a loss outside training. */
export interface LossBatch extends GivenBatch {
  /** The pairs or triplets that the loss goes over, as rows of the batch (and of the reference); default all. */
  readonly tuples?: MinedTuples;
  /** Values of the learned weights and memories of the loss, by name, nested arrays too; default as initialised from seed 0. */
  readonly parameters?: GivenValues;
}

/** Computes the value and the gradients of a loss on one batch, outside training. Labels must be below the loss's classes. */
export async function evaluate(loss: Loss, { parameters = {}, ...batch }: LossBatch): Promise<LossEvaluation> {
  const who = 'losses.evaluate';
  const read = readBatch(who, batch);
  requireKnownClasses(who, loss, read.ownClasses);
  const scope = new Scope({ training: true });
  const value = loss.compute(inputOf(who, read, batch.tuples), scope);
  const trained = scope.parameters.filter(({ trainable }) => trainable);
  const [dx, ...dws] = gradients(value, [read.input.embeddings, ...trained.map(({ tensor }) => tensor)]);
  const named = Object.fromEntries(trained.map(({ name }, i) => [`d/${name}`, dws[i]!]));
  const outputs = { value, 'd/embeddings': dx!, ...named };
  const feeds = { ...read.feeds, ...givenValues(who, scope.parameters, parameters) };
  const results = await run(outputs, feedsOf(outputs, feeds));
  const grads = ['embeddings', ...trained.map(({ name }) => name)].map(name => [name, results[`d/${name}`]!]);
  return {
    value: Number(results['value']!.data[0]),
    gradients: Object.fromEntries(grads) as LossEvaluation['gradients'],
  };
}

function inputOf(who: string, { input, classes }: ReadBatch, tuples: MinedTuples | undefined): LossInput {
  const rows = input.embeddings.shape[0]!;
  const columns = input.reference?.embeddings.shape[0] ?? rows;
  return { ...input, numClasses: classes, ...(tuples && { tuples: givenTuples(who, tuples, rows, columns) }) };
}

function requireKnownClasses(who: string, { name, classes }: Loss, needed: number): void {
  if (classes === undefined || needed <= classes) return;
  throw new NearfarError({
    who,
    expected: `labels below ${classes}, the classes that the loss ${name} has a weight for`,
    got: `${needed - 1}`,
  });
}
