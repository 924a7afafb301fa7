import { UsageError } from '../errors.ts';
import type { NearestOfEach } from '../evaluation/open-set.ts';
import { described } from '../given-array.ts';
import { stacked } from '../nd-array.ts';
import { occurrences } from '../occurrences.ts';
import { Random } from '../random.ts';
import { readIds } from '../retrieval/entries.ts';
import type { Id, Matches, MatchOptions, RetrievalIndex } from '../retrieval/index.ts';
import { decided, match, requireMatchOptions } from '../retrieval/match.ts';
import type { Model, Samples } from '../training/model.ts';
import type { Thresholds } from './calibration.ts';
import { type GivenSamples, readGivenSamples } from './given-samples.ts';
import { requireModelOf } from './run-index.ts';

/** Samples whose classes are known. */
export interface LabelledSamples {
  /** Raw, [N, …], as for `embed`. */
  readonly samples: GivenSamples;
  /** The class of each. */
  readonly labels: ArrayLike<Id>;
}

/** What `run.classify` takes. */
export interface ClassifyOptions extends MatchOptions {
  /** Examples of every class, or an index of them. */
  readonly examples: LabelledSamples | RetrievalIndex;
}

/** Samples as the model compares them, with their classes. */
export interface EncodedExamples {
  readonly encoded: Samples;
  readonly labels: ArrayLike<Id>;
}

/** Examples as the model compares them: encoded, or out of an index of the run. @throws UsageError for what is neither */
export async function encodedExamples(
  who: string,
  examples: ClassifyOptions['examples'],
  model: Model,
  { folder, fingerprint }: { readonly folder: string; readonly fingerprint: string },
): Promise<EncodedExamples> {
  if (typeof examples !== 'object' || examples === null) {
    throw new UsageError({ who, expected: 'examples: { samples, labels } or an index', got: described(examples) });
  }
  if (!('model' in examples)) {
    const { samples, labels } = examples;
    return { encoded: await model.encode(readGivenSamples(samples, model, who)), labels };
  }
  requireModelOf(examples, who, folder, fingerprint);
  const { vectors, labels } = await examples.examples(who);
  return { encoded: vectors, labels };
}

/** The class of each sample, or none. Where the examples do not tell how far is too far, the run's own thresholds do. */
export async function classify(
  model: Model,
  thresholds: Thresholds,
  queries: Samples,
  examples: EncodedExamples,
  options: MatchOptions,
): Promise<Matches> {
  const who = 'run.classify';
  requireMatchOptions(who, options);
  const { encoded } = examples;
  const labels = labelsOf(who, examples);
  const found = model.hasLearnedDistance
    ? await byScores(model, queries, { encoded, labels }, options)
    : await match(queries as never, { vectors: encoded as never, labels }, options);
  if (found.expected || options.threshold !== undefined) return found;
  const otherwise = thresholds.match ?? thresholds.accuracy;
  return otherwise === undefined ? found : decided(found, otherwise);
}

function labelsOf(who: string, { encoded, labels }: EncodedExamples): string[] {
  const count = encoded.shape[0]!;
  if (count === 0) throw new UsageError({ who, expected: 'examples', got: 'none' });
  return readIds(labels, { who, name: 'labels', count, each: 'example' });
}

/** By the mean of the learned scores to the examples of each class. */
async function byScores(
  model: Model,
  queries: Samples,
  { encoded, labels }: { readonly encoded: Samples; readonly labels: readonly string[] },
  options: MatchOptions,
): Promise<Matches> {
  if (options.by !== undefined) {
    const expected = 'no "by", since the run compares by a learned score';
    throw new UsageError({ who: 'run.classify', expected, got: options.by, fix: 'Leave it out' });
  }
  const counts = occurrences(labels);
  const names = [...counts.keys()];
  const placeOf = new Map(names.map((name, i) => [name, i]));
  const classOf = labels.map(label => placeOf.get(label)!);
  const [m, n] = [queries.shape[0]!, labels.length];
  const all = stacked(queries as never, encoded as never) as Samples;
  const scores = await scoresBetween(model, all, range(0, m), range(m, n));
  const means = range(0, m).map(query => {
    const sums = names.map(() => 0);
    classOf.forEach((place, example) => {
      sums[place]! += scores[query * n + example]! / counts.get(names[place]!)!;
    });
    return sums;
  });
  const best = means.map(sums => sums.indexOf(Math.min(...sums)));
  const found = { nearest: best.map(place => names[place]!), distances: means.map((sums, i) => sums[best[i]!]!) };
  if (options.threshold !== undefined) return decided(found, options.threshold);
  const rows =
    n <= TRIED ? range(0, n) : Array.from(new Random(0).fork('tried examples').permutation(n).subarray(0, TRIED));
  return decided(found, ofEach(await scoresBetween(model, encoded, rows, range(0, n)), rows, classOf, names.length));
}

/** Examples that the threshold is found on, at most: each is scored with every other. */
const TRIED = 200;

const range = (start: number, count: number): number[] => Array.from({ length: count }, (_, i) => start + i);

/** [a, b]: the score of each row of `a` with each of `b`. */
const scoresBetween = (
  model: Model,
  encoded: Samples,
  a: readonly number[],
  b: readonly number[],
): Promise<Float32Array> =>
  model.distances(
    encoded,
    a.flatMap(row => b.map(() => row)),
    a.flatMap(() => b),
  );

/** The mean score of each example to the others of its class, and the least to another class. */
function ofEach(
  scores: Float32Array,
  rows: readonly number[],
  classOf: readonly number[],
  classes: number,
): NearestOfEach {
  const n = classOf.length;
  const means = rows.map((row, place) => {
    const [sums, counts] = [new Float64Array(classes), new Float64Array(classes)];
    for (let other = 0; other < n; other++) {
      if (other === row) continue;
      sums[classOf[other]!]! += scores[place * n + other]!;
      counts[classOf[other]!]!++;
    }
    return sums.map((sum, of) => (counts[of] === 0 ? Number.POSITIVE_INFINITY : sum / counts[of]!));
  });
  const others = (row: number) => (_: number, of: number) => of !== classOf[row];
  return {
    own: Float64Array.from(rows, (row, place) => means[place]![classOf[row]!]!),
    other: Float64Array.from(rows, (row, place) =>
      Math.min(Number.POSITIVE_INFINITY, ...means[place]!.filter(others(row))),
    ),
  };
}
