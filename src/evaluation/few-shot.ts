import { episodes as episodesOf } from '../data/samplers/episodes.ts';
import { NearfarError } from '../errors.ts';
import { toNumbers } from '../given-array.ts';
import { checked, type Embedded } from './embedded.ts';

/** What `fewShot` takes. */
export interface FewShotOptions extends Embedded {
  /** Classes in an episode, at least 1. */
  readonly ways: number;
  /** Labelled samples of each, at least 1. */
  readonly shots: number;
  /** Samples of each class to be classified; default 5. */
  readonly queries?: number;
  /** Default 600. */
  readonly episodes?: number;
  /** The same seed gives the same episodes. Default 0. */
  readonly seed?: number;
}

/** What few-shot classification comes to. */
export interface FewShotMetrics extends EpisodeAccuracy {
  /** Classes in an episode. */
  readonly ways: number;
  /** Labelled samples of each. */
  readonly shots: number;
}

/** The part of the queries that are classified rightly, over episodes. */
export interface EpisodeAccuracy {
  /** Mean over the episodes, from 0 to 1. Higher is better. */
  readonly accuracy: number;
  /** Half the width of its 95 % confidence interval (normal approximation). */
  readonly ci95: number;
  /** How many episodes it is the mean of. */
  readonly episodes: number;
}

/**
 * N-way K-shot classification: each query of an episode is classified by the class whose mean (of the K labelled
 * embeddings) is nearest (Snell, Swersky & Zemel 2017). The list of episodes is fixed by the seed.
 *
 * @throws NearfarError if embeddings are not finite or not as many as labels; if there are fewer classes than `ways`, or a
 *   class has fewer samples than `shots + queries`
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
  const classes = [...new Set(Array.from(labels))].sort((a, b) => a - b);
  const numberOf = new Map(classes.map((label, number) => [label, number]));
  const source = { labels: Int32Array.from(labels, label => numberOf.get(label)!), classNames: classes.map(String) };
  const row = (sample: number) => embeddings.data.subarray(sample * d, (sample + 1) * d);
  const sampler = episodesOf({ ways, shots, queries, perEpoch: episodes }).over(source);
  const scores = await episodeAccuracy(sampler.epoch(0, seed), ({ support, query }) => {
    const means = Array.from({ length: ways }, (_, way) =>
      meanOf(Array.from(support.subarray(way * shots, (way + 1) * shots), row)),
    );
    return query.map(sample => nearest(row(sample), means));
  });
  return { ways, shots, ...scores };
}

/**
 * How often the queries of episodes are classified rightly. `answers` has the right class of each query of an episode, as its
 * place among the episode's classes; `classify` gives the class that each is taken for.
 */
export async function episodeAccuracy<Episode extends { readonly answers: Int32Array }>(
  episodes: Iterable<Episode>,
  classify: (episode: Episode) => ArrayLike<number> | Promise<ArrayLike<number>>,
): Promise<EpisodeAccuracy> {
  const accuracies: number[] = [];
  for (const episode of episodes) {
    const predicted = await classify(episode);
    accuracies.push(correct(predicted, episode.answers) / episode.answers.length);
  }
  return { ...meanWithInterval(accuracies), episodes: accuracies.length };
}

/** How many of an episode's queries were predicted as their own class. */
export function correct(predicted: ArrayLike<number>, answers: ArrayLike<number>): number {
  const who = 'evaluation.correct';
  const right = toNumbers(answers, { who, what: 'answers', each: 'query' });
  const told = toNumbers(predicted, { who, what: 'predicted classes', each: 'query', count: right.length });
  return Array.from(right).filter((answer, i) => told[i] === answer).length;
}

/** The mean of the episodes' accuracies, and half the width of its 95 % confidence interval. */
export function meanWithInterval(accuracies: ArrayLike<number>): { accuracy: number; ci95: number } {
  const who = 'evaluation.meanWithInterval';
  const all = Array.from(toNumbers(accuracies, { who, what: 'accuracies', each: 'episode' }));
  const n = all.length;
  if (n === 0) throw new NearfarError({ who, expected: 'at least one episode', got: 'none' });
  const accuracy = all.reduce((a, b) => a + b, 0) / n;
  const variance = all.reduce((total, a) => total + (a - accuracy) ** 2, 0) / Math.max(1, n - 1);
  return { accuracy, ci95: 1.96 * Math.sqrt(variance / n) };
}

/**
 * For each query the place of the class whose labelled samples are nearest on average, of equals the first. `distances` is
 * [queries · ways · shots], query by query, class by class, smaller is nearer.
 *
 * @throws NearfarError unless there are as many for each query
 */
export function classifyQueries(
  distances: ArrayLike<number>,
  { ways, shots }: { readonly ways: number; readonly shots: number },
): Int32Array {
  const who = 'evaluation.classifyQueries';
  const labelled = ways * shots;
  const all = Float32Array.from(toNumbers(distances, { who, what: 'distances', each: 'query and labelled sample' }));
  if (!(labelled >= 1) || all.length % labelled !== 0) {
    const expected = `distances [queries · ${ways} ways · ${shots} shots], at least one way and shot`;
    throw new NearfarError({ who, expected, got: `${all.length}` });
  }
  return Int32Array.from({ length: all.length / labelled }, (_, query) => {
    const row = all.subarray(query * labelled, (query + 1) * labelled);
    const sums = Array.from({ length: ways }, (_, way) =>
      row.subarray(way * shots, (way + 1) * shots).reduce((a, b) => a + b, 0),
    );
    return sums.indexOf(Math.min(...sums));
  });
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
