import { episodes as episodesOf } from '../data/samplers/episodes.ts';
import { checked, type Embedded } from './embedded.ts';

export interface FewShotOptions extends Embedded {
  /** Classes in an episode. */
  readonly ways: number;
  /** Labelled samples of each. */
  readonly shots: number;
  /** Samples of each class to be told; default 5. */
  readonly queries?: number;
  /** Default 600. */
  readonly episodes?: number;
  /** The same seed gives the same episodes. Default 0. */
  readonly seed?: number;
}

export interface FewShotMetrics {
  readonly way: number;
  readonly shot: number;
  /** Mean over the episodes. */
  readonly accuracy: number;
  /** Half the width of its 95 % confidence interval. */
  readonly ci95: number;
  readonly episodes: number;
}

/**
 * N-way K-shot classification: each query of an episode is told to be of the class whose mean (of the K labelled
 * embeddings) is nearest (Snell, Swersky & Zemel 2017). The list of episodes is fixed by the seed.
 */
export async function fewShot({
  ways,
  shots,
  queries = 5,
  episodes = 600,
  seed = 0,
  ...embedded
}: FewShotOptions): Promise<FewShotMetrics> {
  const { embeddings, labels, d } = checked(embedded, 'evaluation.fewShot');
  const row = (sample: number) => embeddings.data.subarray(sample * d, (sample + 1) * d);
  const sampler = episodesOf({ ways, shots, queries, perEpoch: episodes }).over({ labels: Int32Array.from(labels) });
  const accuracies: number[] = [];
  for (const { support, query } of sampler.epoch(0, seed)) {
    const means = Array.from({ length: ways }, (_, way) =>
      meanOf(Array.from(support.subarray(way * shots, (way + 1) * shots), row)),
    );
    const right = Array.from(query).filter((sample, i) => nearest(row(sample), means) === Math.floor(i / queries));
    accuracies.push(right.length / query.length);
  }
  return { way: ways, shot: shots, ...meanWithInterval(accuracies), episodes };
}

/** The mean of the episodes' accuracies, and half the width of its 95 % confidence interval. */
export function meanWithInterval(accuracies: readonly number[]): { accuracy: number; ci95: number } {
  const n = accuracies.length;
  const accuracy = accuracies.reduce((a, b) => a + b, 0) / n;
  const variance = accuracies.reduce((total, a) => total + (a - accuracy) ** 2, 0) / Math.max(1, n - 1);
  return { accuracy, ci95: 1.96 * Math.sqrt(variance / n) };
}

/** The class whose labelled samples are nearest on average: distances to `shots` samples of each class, class by class. */
export function nearestClass(distances: Float32Array, shots: number): number {
  const sums = Array.from({ length: distances.length / shots }, (_, way) =>
    distances.subarray(way * shots, (way + 1) * shots).reduce((a, b) => a + b, 0),
  );
  return sums.indexOf(Math.min(...sums));
}

function meanOf(rows: readonly Float32Array[]): Float32Array {
  const mean = new Float32Array(rows[0]!.length);
  for (const row of rows) for (const [k, value] of row.entries()) mean[k]! += value / rows.length;
  return mean;
}

/** The place of the nearest row; of equals the first. */
function nearest(point: Float32Array, rows: readonly Float32Array[]): number {
  let [best, least] = [0, Number.POSITIVE_INFINITY];
  rows.forEach((row, i) => {
    const distance = row.reduce((total, value, k) => total + (value - point[k]!) ** 2, 0);
    if (distance < least) [best, least] = [i, distance];
  });
  return best;
}
