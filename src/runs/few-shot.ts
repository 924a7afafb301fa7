import type { OneShotRun } from '../data/omniglot-runs.ts';
import { type Episode, episodes } from '../data/samplers/episodes.ts';
import * as evaluation from '../evaluation/index.ts';
import { stacked } from '../nd-array.ts';
import type { Model, Samples } from '../training/model.ts';
import { type EncodedDataset, embedded } from './encoded.ts';
import { classSizes } from './verification.ts';

/** N-way K-shot classification: the classes of an episode, the labelled samples of each, and the number of episodes. */
export interface FewShotTask {
  readonly ways: number;
  readonly shots: number;
  readonly episodes: number;
}

/** Accuracy of N-way K-shot classification, 0 to 1, with half the width of its 95 % confidence interval. */
export interface FewShotResult {
  /** Classes in an episode. */
  readonly ways: number;
  /** Labelled samples of each class. */
  readonly shots: number;
  /** The share of queries whose class is recognised, averaged over the episodes. */
  readonly accuracy: number;
  /** Half the width of the accuracy's 95 % confidence interval. */
  readonly ci95: number;
}

/** The task of every run. */
export const FEW_SHOT: FewShotTask = { ways: 5, shots: 1, episodes: 600 };

/** Queries of each class in an episode. */
export const QUERIES = 5;

/** Whether the samples have classes and samples enough for a task. */
export function hasEpisodes({ dataset }: EncodedDataset, { ways, shots }: FewShotTask): boolean {
  if (dataset.list) return false;
  const sizes = classSizes(dataset);
  return sizes.length >= ways && Math.min(...sizes) >= shots + QUERIES;
}

/** N-way K-shot accuracy over a fixed list of episodes: by class means of the embeddings, or by the learned distance. */
export async function fewShot(model: Model, samples: EncodedDataset, task: FewShotTask): Promise<FewShotResult> {
  const { accuracy, ci95 } = model.hasLearnedDistance
    ? await byDistances(model, samples, task)
    : await evaluation.fewShot({ ...embedded(samples), queries: QUERIES, seed: 0, ...task });
  return { ways: task.ways, shots: task.shots, accuracy, ci95 };
}

function byDistances(model: Model, { dataset, encoded }: EncodedDataset, task: FewShotTask) {
  const { ways, shots, episodes: count } = task;
  const list = episodes({ ways, shots, queries: QUERIES, perEpoch: count }).over(dataset);
  return evaluation.episodeAccuracy(list.epoch(0, 0), episode => classifyQueries(model, encoded, episode));
}

/** For each query of an episode the place of the class whose labelled samples are nearest on average. */
export async function classifyQueries(
  model: Model,
  encoded: Samples,
  { classes, support, query }: Episode,
): Promise<Int32Array> {
  const left = Array.from(query).flatMap(sample => Array.from(support, () => sample));
  const right = Array.from(query).flatMap(() => Array.from(support));
  const distances = await model.distances(encoded, left, right);
  return evaluation.classifyQueries(distances, { ways: classes.length, shots: support.length / classes.length });
}

/** Accuracy over the official one-shot runs of Omniglot, by the distance of embeddings or by the learned one. */
export async function omniglotRuns(model: Model, runs: readonly OneShotRun[]): Promise<FewShotResult> {
  const { ways, shots, accuracy, ci95 } = await evaluation.omniglotRuns(runs, async ({ test, training }) => {
    const [n, classes] = [test.shape[0]!, training.shape[0]!];
    const encoded = await model.encode(stacked(test, training));
    const left = Int32Array.from({ length: n * classes }, (_, i) => Math.floor(i / classes));
    return model.distances(
      encoded,
      left,
      left.map((_, i) => n + (i % classes)),
    );
  });
  return { ways, shots, accuracy, ci95 };
}
