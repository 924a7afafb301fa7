import { fixedPairs } from '../data/samplers/fixed-pairs.ts';
import * as evaluation from '../evaluation/index.ts';
import type { NdArray } from '../nd-array.ts';
import type { Encoder } from './encoder.ts';
import type { JudgedPart } from './prepare.ts';

/** The numbers that every method with an embedding is judged by, all from 0 to 1. */
export interface Metrics {
  readonly precisionAt1: number;
  readonly mapAtR: number;
  readonly rPrecision: number;
  readonly knn5Accuracy: number;
  readonly rocAuc: number;
  /** Lower is better. */
  readonly eer: number;
  /** What the numbers are over, in words. */
  readonly over: string;
}

/** Pairs of the fixed list for verification. */
const PAIRS = 10_000;

/** Judges an encoder on a part of the data: retrieval among the queries, k-NN by the gallery, verification on fixed pairs. */
export async function judge(encoder: Encoder, { queries, gallery, over }: JudgedPart): Promise<Metrics> {
  const embeddings = await encoder.embed(queries.samples);
  const { precisionAt1, mapAtR, rPrecision } = await evaluation.retrieval({ embeddings, labels: queries.labels });
  const reference = { embeddings: await encoder.embed(gallery.samples), labels: gallery.labels };
  const knn5Accuracy = await evaluation.knnAccuracy({ embeddings, labels: queries.labels, reference, k: 5 });
  const { rocAuc, eer } = verify(embeddings, queries.labels);
  return { precisionAt1, mapAtR, rPrecision, knn5Accuracy, rocAuc, eer, over };
}

/** Retrieval only, for watching a run. */
export async function watch(
  encoder: Encoder,
  { samples, labels }: JudgedPart['queries'],
): Promise<Record<string, number>> {
  const { precisionAt1, mapAtR } = await evaluation.retrieval({ embeddings: await encoder.embed(samples), labels });
  return { precisionAt1, mapAtR };
}

/** Verification over a fixed, balanced list of pairs of the samples. */
export function verify(embeddings: NdArray<Float32Array>, labels: Int32Array) {
  const { left, right, same } = fixedPairs({ labels }, { count: PAIRS, seed: 0 });
  const distances = Array.from(left, (a, i) => euclidean(embeddings, a, right[i]!));
  return evaluation.verification({ distances, same: Array.from(same, Boolean) });
}

function euclidean({ data, shape }: NdArray<Float32Array>, a: number, b: number): number {
  const dim = shape[1]!;
  let sum = 0;
  for (let i = 0; i < dim; i++) sum += (data[a * dim + i]! - data[b * dim + i]!) ** 2;
  return Math.sqrt(sum);
}
