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
}

/** Evaluates a model on the test splits of its data: pairs, episodes, and, if it has embeddings, retrieval and k-NN. */
export async function evaluateModel(
  model: Model,
  { seen, unseen }: Pick<PreparedData, 'seen' | 'unseen'>,
  { thresholds, calibration }: Pick<RunMetrics, 'thresholds' | 'calibration'> = {},
): Promise<ModelEvaluation> {
  const splits: EvaluationSplit[] = [];
  if (seen) splits.push(await encodeSplit(model, seen, true));
  if (unseen) splits.push(await encodeSplit(model, unseen, false));
  const all = [];
  for (const split of splits) all.push(await metricsOf(model, split, thresholds?.accuracy));
  const ofUnseen = all[splits.findIndex(({ seenClasses }) => !seenClasses)];
  const metrics = {
    ...all[0]!,
    ...(thresholds && { thresholds }),
    ...(calibration && { calibration }),
    ...(ofUnseen && { unseen: ofUnseen }),
  };
  return { metrics, splits };
}

/** The metrics that validation computes after each epoch. */
export async function validate(model: Model, dataset: Dataset): Promise<Record<string, number>> {
  const samples = await encode(model, dataset);
  const isListed = dataset.list !== undefined || !model.embeds;
  if (isListed && !hasPairs(dataset)) return {};
  if (isListed) return { rocAuc: (await verify(model, samples)).rocAuc };
  const { precisionAt1, mapAtR } = await evaluation.retrieval(embedded(samples));
  return { precisionAt1, mapAtR };
}
