import type { Dataset } from '../data/dataset.ts';
import type { OneShotRun } from '../data/omniglot-runs.ts';
import { ByClass } from '../data/samplers/by-class.ts';
import { type Episode, episodes } from '../data/samplers/episodes.ts';
import { fixedPairs } from '../data/samplers/fixed-pairs.ts';
import * as evaluation from '../evaluation/index.ts';
import { stacked } from '../nd-array.ts';
import { embeddingsOf, type Looked, look } from './looked.ts';
import type { Model, Samples } from './model.ts';
import type { JudgedPart, PreparedData } from './prepare.ts';

/** The numbers that every method is judged by, from 0 to 1 where nothing else is said. */
export interface Metrics extends Partial<EmbeddingMetrics> {
  readonly rocAuc: number;
  /** Lower is better. */
  readonly eer: number;
  /** Of telling pairs by the threshold that was best on validation pairs. */
  readonly pairAccuracy?: number;
  readonly fewShot?: Pick<evaluation.FewShotMetrics, 'ways' | 'shots' | 'accuracy' | 'ci95'>;
  /** Of a method that draws: the mean binary cross-entropy, in nats a sample, of samples drawn from their embeddings. Lower is better. */
  readonly reconstruction?: number;
  /** What the numbers are over, in words. */
  readonly over: string;
}

/** Those that need an embedding. */
export interface EmbeddingMetrics {
  readonly precisionAt1: number;
  readonly mapAtR: number;
  readonly rPrecision: number;
  readonly knn5Accuracy: number;
}

/** Pairs of the fixed list for verification. */
const PAIRS = 10_000;

export interface FewShotTask {
  readonly ways: number;
  readonly shots: number;
  readonly episodes: number;
}

/** What every run is judged by. */
export const FEW_SHOT: FewShotTask = { ways: 5, shots: 1, episodes: 600 };

/** A part of the data that a model is judged on, put through the model: for the numbers and the pictures alike. */
export interface JudgedSamples {
  /** Whether the classes are those that were trained on. */
  readonly trained: boolean;
  readonly over: string;
  readonly queries: Looked;
  readonly gallery: Looked;
  /** What the model says of a fixed list of pairs of the queries. */
  readonly verified: Verification;
}

/** The judged parts of the data, the classes trained on first. At least one. */
export async function lookAt(
  model: Model,
  { seen, unseen }: Pick<PreparedData, 'seen' | 'unseen'>,
): Promise<readonly JudgedSamples[]> {
  const parts: JudgedSamples[] = [];
  if (seen) parts.push(await lookAtPart(model, seen, true));
  if (unseen) parts.push(await lookAtPart(model, unseen, false));
  return parts;
}

async function lookAtPart(model: Model, { over, ...part }: JudgedPart, trained: boolean): Promise<JudgedSamples> {
  const queries = await look(model, part.queries);
  const gallery = await look(model, part.gallery);
  return { trained, over, queries, gallery, verified: await verify(model, queries) };
}

/** Judges a model on a part of the data: pairs, episodes, and, if it has an embedding, retrieval and k-NN by the gallery. */
export async function judge(
  model: Model,
  { queries, gallery, over, verified }: JudgedSamples,
  threshold?: number,
): Promise<Metrics> {
  const { rocAuc, eer, pairs } = verified;
  const accuracy = threshold === undefined ? undefined : evaluation.accuracyAt(threshold, pairs);
  const sizes = classSizes(queries.dataset);
  const possible = sizes.length >= FEW_SHOT.ways && Math.min(...sizes) >= FEW_SHOT.shots + QUERIES;
  return {
    ...(model.embeds && (await judgeEmbedding(queries, gallery))),
    rocAuc,
    eer,
    ...(accuracy !== undefined && { pairAccuracy: accuracy }),
    ...(possible && { fewShot: await fewShot(model, queries, FEW_SHOT) }),
    ...(model.draws && { reconstruction: await reconstruction(model, queries) }),
    over,
  };
}

/** Σ −x ln y − (1 − x) ln(1 − y) over the numbers x of a sample and y of what is drawn from its embedding, on average. */
async function reconstruction(model: Model, queries: Looked): Promise<number> {
  const { samples } = queries.dataset;
  const drawn = (await model.draw(embeddingsOf(queries))).data;
  const scale = samples.data instanceof Uint8Array ? 1 / 255 : 1;
  const log = (p: number) => Math.log(Math.max(p, 1e-7));
  let total = 0;
  drawn.forEach((y, i) => {
    const x = samples.data[i]! * scale;
    total -= x * log(y) + (1 - x) * log(1 - y);
  });
  return total / samples.shape[0]!;
}

const embedded = (looked: Looked): evaluation.Embedded => ({
  embeddings: embeddingsOf(looked),
  labels: looked.dataset.labels,
});

async function judgeEmbedding(queries: Looked, gallery: Looked): Promise<EmbeddingMetrics> {
  const { precisionAt1, mapAtR, rPrecision } = await evaluation.retrieval(embedded(queries));
  const reference = embedded(gallery);
  const k = Math.min(5, gallery.dataset.labels.length);
  return {
    precisionAt1,
    mapAtR,
    rPrecision,
    knn5Accuracy: await evaluation.knnAccuracy({ ...embedded(queries), reference, k }),
  };
}

/** How well pairs were told apart, and the pairs: the rows of each side, their distances and their answers. */
export interface Verification extends evaluation.VerificationMetrics {
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly pairs: evaluation.Pairs;
}

/** Verification over a fixed, balanced list of pairs of the samples. */
export async function verify(model: Model, { dataset, prepared }: Looked): Promise<Verification> {
  const { left, right, same } = fixedPairs(dataset, { count: pairsOf(dataset), seed: 0 });
  const distances = await model.distances(prepared, left, right);
  const pairs = { distances, same: Array.from(same, Boolean) };
  return { ...evaluation.verification(pairs), left, right, pairs };
}

/** As many pairs as there are on both sides, up to the usual number. */
function pairsOf(dataset: Dataset): number {
  const n = dataset.labels.length;
  const alike = classSizes(dataset).reduce((sum, size) => sum + (size * (size - 1)) / 2, 0);
  const unlike = (n * (n - 1)) / 2 - alike;
  return 2 * Math.min(PAIRS / 2, alike, unlike);
}

/** How many samples each class has, of those that have any. */
function classSizes(dataset: Dataset): number[] {
  const byClass = new ByClass(dataset);
  return Array.from(byClass.present, label => byClass.size(label));
}

/** Queries of a class in an episode. */
export const QUERIES = 5;

/** N-way K-shot classification over a fixed list of episodes: by class means of embeddings, or by the model's own distance. */
export async function fewShot(
  model: Model,
  looked: Looked,
  task: FewShotTask,
): Promise<NonNullable<Metrics['fewShot']>> {
  const { accuracy, ci95 } = model.scores
    ? await byDistances(model, looked, task)
    : await evaluation.fewShot({ ...embedded(looked), queries: QUERIES, seed: 0, ...task });
  return { ways: task.ways, shots: task.shots, accuracy, ci95 };
}

function byDistances(model: Model, { dataset, prepared }: Looked, { ways, shots, episodes: count }: FewShotTask) {
  const list = episodes({ ways, shots, queries: QUERIES, perEpoch: count }).over(dataset);
  return evaluation.episodeAccuracy(list.epoch(0, 0), episode => classifyQueries(model, prepared, episode));
}

/** For each query of an episode the place of the class whose labelled samples are nearest on average. */
export async function classifyQueries(model: Model, prepared: Samples, episode: Episode): Promise<Int32Array> {
  const { classes, support, query } = episode;
  const left = Array.from(query).flatMap(sample => Array.from(support, () => sample));
  const right = Array.from(query).flatMap(() => Array.from(support));
  const ways = classes.length;
  return evaluation.classifyQueries(await model.distances(prepared, left, right), {
    ways,
    shots: support.length / ways,
  });
}

/** The official one-shot runs of Omniglot, by the distance of embeddings or by the model's own. */
export async function omniglotRuns(
  model: Model,
  runs: readonly OneShotRun[],
): Promise<NonNullable<Metrics['fewShot']>> {
  const { ways, shots, accuracy, ci95 } = await evaluation.omniglotRuns(runs, async ({ test, training }) => {
    const [n, ways] = [test.shape[0]!, training.shape[0]!];
    const prepared = await model.prepared(stacked(test, training));
    const left = Int32Array.from({ length: n * ways }, (_, i) => Math.floor(i / ways));
    return model.distances(
      prepared,
      left,
      left.map((_, i) => n + (i % ways)),
    );
  });
  return { ways, shots, accuracy, ci95 };
}

/** Retrieval and pairs, for watching a run. */
export async function watch(model: Model, dataset: Dataset): Promise<Record<string, number>> {
  const looked = await look(model, dataset);
  if (!model.embeds) return { rocAuc: (await verify(model, looked)).rocAuc };
  const { precisionAt1, mapAtR } = await evaluation.retrieval(embedded(looked));
  return { precisionAt1, mapAtR };
}
