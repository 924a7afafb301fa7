import type { NdArray } from '../nd-array.ts';
import type { Filter, MatchOptions } from '../retrieval/index.ts';
import type { Samples } from '../training/model.ts';
import type { Given, Job } from './jobs.ts';
import { requireIndex, samplesOf, vectorsOf } from './prepare.ts';
import { Refusal } from './refusal.ts';
import type { Served } from './served.ts';
import type { Turns } from './turns.ts';

/** Samples for the model, or vectors for the index. */
export type Queries =
  | { readonly kind: 'samples'; readonly array: Samples }
  | { readonly kind: 'vectors'; readonly array: NdArray<Float32Array> };

/** A job whose samples are decoded and checked. */
export type ReadyJob =
  | { readonly task: 'embed'; readonly samples: Samples }
  | {
      readonly task: 'search';
      readonly queries: Queries;
      readonly k: number;
      readonly where: Filter | undefined;
    }
  | { readonly task: 'verify'; readonly a: Samples; readonly b: Samples; readonly threshold: number }
  | {
      readonly task: 'classify';
      readonly queries: Queries;
      readonly examples: { readonly samples: Samples; readonly labels: readonly string[] } | undefined;
      readonly options: MatchOptions;
    };

/** Hits that one request may ask for, over all its queries. */
const MOST_HITS = 100_000;

/** Decodes and checks a job's samples. @throws NearfarError, mostly a Refusal, that says what is wrong with them */
export async function readyJob(job: Job, served: Served, pixels: Turns): Promise<ReadyJob> {
  const { task } = job;
  if (task === 'embed') return { task, samples: await samplesOf(job.given, served, { where: '', pixels }) };
  if (task === 'verify') {
    const threshold = thresholdAt(served, job.at);
    const a = await samplesOf(job.a, served, { where: 'a.', pixels });
    const b = await samplesOf(job.b, served, { where: 'b.', pixels });
    if (a.shape[0] === b.shape[0]) return { task, a, b, threshold };
    throw new Refusal(422, { who: 'b', expected: `${a.shape[0]} samples, as in a`, got: String(b.shape[0]) });
  }
  if (task === 'search') {
    requireIndex(served, '/search');
    requireFewHits(job.k * job.given.list.length);
    return { task, queries: await queriesOf(job.given, served, pixels), k: job.k, where: job.where };
  }
  const { given, examples, options } = job;
  if (!examples) requireIndex(served, '/classify without examples');
  const queries = await queriesOf(given, served, pixels);
  if (!examples) return { task, queries, examples, options };
  const samples = await samplesOf(examples.given, served, { where: 'examples.', pixels });
  return { task, queries, examples: { samples, labels: examples.labels }, options };
}

const queriesOf = async (given: Given, served: Served, pixels: Turns): Promise<Queries> =>
  given.kind === 'vectors'
    ? { kind: 'vectors', array: vectorsOf(given.list, served) }
    : { kind: 'samples', array: await samplesOf(given, served, { where: '', pixels }) };

function requireFewHits(hits: number): void {
  if (hits <= MOST_HITS) return;
  throw new Refusal(413, { who: 'k', expected: `at most ${MOST_HITS} hits in a request`, got: String(hits) });
}

function thresholdAt({ run }: Served, at: string): number {
  const { match: _, ...thresholds } = run?.thresholds ?? {};
  const found = (thresholds as Readonly<Record<string, number>>)[at];
  if (found !== undefined || !run) return found ?? Number.NaN;
  const known = Object.keys(thresholds);
  const expected = known.length > 0 ? `a threshold out of ${known.join(', ')}` : 'a run that has thresholds';
  const got = known.length > 0 ? `"${at}"` : 'one that has none';
  throw new Refusal(422, {
    who: 'at',
    expected,
    got,
    fix: 'Find them with "nearfar calibrate", and serve the run again',
  });
}

/** How many samples a job sends through the model or the index. */
export function weightOf(job: ReadyJob): number {
  if (job.task === 'embed') return job.samples.shape[0]!;
  if (job.task === 'verify') return 2 * job.a.shape[0]!;
  return job.queries.array.shape[0]! + (job.task === 'classify' ? (job.examples?.labels.length ?? 0) : 0);
}
