import type { Dataset } from '../data/dataset.ts';
import * as evaluation from '../evaluation/index.ts';
import type { Model } from '../training/model.ts';
import { hasPairs, type PreparedData } from '../training/prepare.ts';
import { embedded, encode } from './encoded.ts';
import { type EvaluationSplit, encodeSplit } from './evaluation-split.ts';
import { metricsOf } from './metrics.ts';
import type { RunMetrics } from './result.ts';
import { verify } from './verification.ts';

/** What evaluating a model gives: the metrics, and what they were computed from. */
export interface ModelEvaluation {
  readonly metrics: RunMetrics;
  /** Seen classes first. At least one. */
  readonly splits: readonly EvaluationSplit[];
  /** The largest distance at which validation pairs count as one class, if there are such pairs. */
  readonly threshold: number | undefined;
}

/** Evaluates a model on the test splits of its data: pairs, episodes, and, if it has embeddings, retrieval and k-NN. */
export async function evaluateModel(
  model: Model,
  { seen, unseen, validation }: Pick<PreparedData, 'seen' | 'unseen' | 'validation'>,
): Promise<ModelEvaluation> {
  const pairs = validation && hasPairs(validation) ? validation : undefined;
  const threshold = pairs && (await verify(model, await encode(model, pairs))).threshold;
  const splits: EvaluationSplit[] = [];
  if (seen) splits.push(await encodeSplit(model, seen, true));
  if (unseen) splits.push(await encodeSplit(model, unseen, false));
  const all = [];
  for (const split of splits) all.push(await metricsOf(model, split, threshold));
  const ofUnseen = all[splits.findIndex(({ seenClasses }) => !seenClasses)];
  return { metrics: { ...all[0]!, ...(ofUnseen && { unseen: ofUnseen }) }, splits, threshold };
}

/** The metrics that validation computes after each epoch. */
export async function validate(model: Model, dataset: Dataset): Promise<Record<string, number>> {
  const samples = await encode(model, dataset);
  if (!model.embeds && !hasPairs(dataset)) return {};
  if (!model.embeds) return { rocAuc: (await verify(model, samples)).rocAuc };
  const { precisionAt1, mapAtR } = await evaluation.retrieval(embedded(samples));
  return { precisionAt1, mapAtR };
}
