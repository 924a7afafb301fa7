import { UsageError } from '../errors.ts';
import type { OpenSetMetrics } from '../evaluation/index.ts';
import { nearestRows } from '../evaluation/nearest-rows.ts';
import { type NearestOfEach, nearestOfEach, openSetOf } from '../evaluation/open-set.ts';
import { type NdArray, takeRows } from '../nd-array.ts';
import { occurrences } from '../occurrences.ts';
import { Random } from '../random.ts';

/** How classes are recognised. */
export interface MatchOptions {
  /** `prototypes`: the class whose mean is nearest (Snell 2017); `knn`: the one of most of the `k` nearest. @default 'prototypes' */
  readonly by?: 'prototypes' | 'knn' | undefined;
  /** Of `knn`: how many vote; of equally many votes the nearest wins. @default 1 */
  readonly k?: number | undefined;
  /** What is farther away is of no class. @default the one that is right most often on the examples, each with its class and without */
  readonly threshold?: number | undefined;
}

/** The classes of some samples; entry i is of sample i. */
export interface Matches {
  /** The class, or null: none of these. */
  readonly labels: readonly (string | null)[];
  /** The class that is nearest, be it too far or not. */
  readonly nearest: readonly string[];
  /** How far away that class is: its mean, or its nearest sample. */
  readonly distances: readonly number[];
  /** Up to here a class is given; infinity where nothing could be found out. */
  readonly threshold: number;
  /** What to expect of the threshold, where it was found on the examples. */
  readonly expected?: OpenSetMetrics;
}

/** Labelled vectors [N, dim]. */
export interface Examples {
  /** [N, dim] */
  readonly vectors: NdArray<Float32Array>;
  /** The class of each. */
  readonly labels: readonly string[];
}

/** Examples that the threshold is found on, at most. */
const TRIED = 2000;

/** @throws UsageError for what is no way to recognise classes */
export function requireMatchOptions(who: string, { by = 'prototypes', k, threshold }: MatchOptions): void {
  const refuse = (expected: string, got: unknown) => new UsageError({ who, expected, got: String(got) });
  if (by !== 'prototypes' && by !== 'knn') throw refuse('by: prototypes or knn', by);
  if (k !== undefined && by !== 'knn')
    throw new UsageError({
      who,
      expected: 'no k, which is for knn',
      got: String(k),
      fix: 'Leave it out, or say by knn',
    });
  if (k !== undefined && !(Number.isInteger(k) && k >= 1)) throw refuse('k: a whole number from 1', k);
  if (threshold !== undefined && Number.isNaN(threshold)) throw refuse('threshold: a number', threshold);
}

/** Gives each query the class that is nearest among the examples, or none. */
export async function match(
  queries: NdArray<Float32Array>,
  examples: Examples,
  options: MatchOptions,
): Promise<Matches> {
  const { by = 'prototypes', k = 1, threshold } = options;
  const found = by === 'knn' ? await byNeighbours(queries, examples, k) : await byMeans(queries, examples);
  return decided(found, threshold ?? (await ofEach(examples, by)));
}

/** The nearest class of each sample, and how far away it is. */
export interface NearestClasses {
  readonly nearest: readonly string[];
  readonly distances: readonly number[];
}

/** Decides by a threshold, or by the one that is found on how far the examples are from their own class and from others. */
export function decided({ nearest, distances }: NearestClasses, by: number | NearestOfEach): Matches {
  const expected = typeof by === 'number' ? undefined : calibrated(by);
  const threshold = typeof by === 'number' ? by : (expected?.threshold ?? Number.POSITIVE_INFINITY);
  const labels = nearest.map((label, i) => (distances[i]! <= threshold ? label : null));
  return { labels, nearest, distances, threshold, ...(expected && { expected }) };
}

/** Undefined where no class has two examples, or there is but one class. */
function calibrated(distances: NearestOfEach): OpenSetMetrics | undefined {
  const isThere = (all: Float64Array) => all.some(Number.isFinite);
  return isThere(distances.own) && isThere(distances.other) ? openSetOf(distances) : undefined;
}

async function byNeighbours(
  queries: NdArray<Float32Array>,
  { vectors, labels }: Examples,
  k: number,
): Promise<NearestClasses> {
  const found = await nearestRows(queries, vectors, Math.min(k, labels.length));
  const winners = found.map(({ rows, distances }) => {
    const votes = occurrences(rows.map(row => labels[row]!));
    const most = Math.max(...votes.values());
    const place = rows.findIndex(row => votes.get(labels[row]!) === most);
    return { label: labels[rows[place]!]!, distance: distances[place]! };
  });
  return { nearest: winners.map(({ label }) => label), distances: winners.map(({ distance }) => distance) };
}

async function byMeans(queries: NdArray<Float32Array>, examples: Examples): Promise<NearestClasses> {
  const { names, means } = meansOf(examples);
  const found = await nearestRows(queries, means, 1);
  return { nearest: found.map(({ rows }) => names[rows[0]!]!), distances: found.map(({ distances }) => distances[0]!) };
}

/** The mean vector of each class. */
function meansOf({ vectors: { data, shape }, labels }: Examples) {
  const dim = shape[1]!;
  const counts = occurrences(labels);
  const names = [...counts.keys()];
  const placeOf = new Map(names.map((name, i) => [name, i]));
  const sums = new Float64Array(names.length * dim);
  labels.forEach((label, row) => {
    const at = placeOf.get(label)! * dim;
    for (let c = 0; c < dim; c++) sums[at + c]! += data[row * dim + c]! / counts.get(label)!;
  });
  return { names, placeOf, counts, means: { data: Float32Array.from(sums), shape: [names.length, dim] } };
}

/** How far each example, or some of many, is from its own class, itself left out, and from the nearest other. */
async function ofEach(examples: Examples, by: 'prototypes' | 'knn'): Promise<NearestOfEach> {
  const { vectors, labels } = examples;
  const n = labels.length;
  const rows =
    n <= TRIED
      ? [...Array(n).keys()]
      : Array.from(new Random(0).fork('tried examples').permutation(n).subarray(0, TRIED));
  const { means, names, placeOf, counts } = meansOf(examples);
  if (by === 'knn')
    return nearestOfEach(
      { embeddings: vectors, labels: labels.map(label => placeOf.get(label)!) },
      'index.match',
      rows,
    );
  const dim = vectors.shape[1]!;
  const two = await nearestRows(takeRows(vectors, rows), means, Math.min(2, names.length));
  return {
    own: Float64Array.from(rows, row => {
      const count = counts.get(labels[row]!)!;
      const at = placeOf.get(labels[row]!)! * dim;
      let sum = 0;
      for (let c = 0; c < dim; c++) sum += (vectors.data[row * dim + c]! - means.data[at + c]!) ** 2;
      return count === 1 ? Number.POSITIVE_INFINITY : Math.sqrt(sum) * (count / (count - 1)); // from the mean of the others
    }),
    other: Float64Array.from(rows, (row, i) => {
      const place = two[i]!.rows.findIndex(mean => names[mean] !== labels[row]);
      return place < 0 ? Number.POSITIVE_INFINITY : two[i]!.distances[place]!;
    }),
  };
}
