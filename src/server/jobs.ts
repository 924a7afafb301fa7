import type { PointName } from '../evaluation/index.ts';
import type { NdArray } from '../nd-array.ts';
import type { Filter, MatchOptions } from '../retrieval/index.ts';
import type { AnswerOf, Task } from './schemas.ts';

/** A row of a table by column, or the numbers of a sample. */
export type GivenRow = readonly number[] | Readonly<Record<string, unknown>>;

/** Samples as a request brings them. */
export type GivenSamples =
  | { readonly kind: 'images'; readonly list: readonly Uint8Array[] }
  | { readonly kind: 'rows'; readonly list: readonly GivenRow[] }
  | { readonly kind: 'texts'; readonly list: readonly string[] };

/** Samples, or vectors of the index. */
export type Given = GivenSamples | { readonly kind: 'vectors'; readonly list: readonly (readonly number[])[] };

/** What a request asks of the model. */
export type Job =
  | { readonly task: 'embed'; readonly given: GivenSamples }
  | { readonly task: 'search'; readonly given: Given; readonly k: number; readonly where?: Filter | undefined }
  | { readonly task: 'verify'; readonly a: GivenSamples; readonly b: GivenSamples; readonly at: PointName }
  | {
      readonly task: 'classify';
      readonly given: Given;
      readonly examples?: { readonly given: GivenSamples; readonly labels: readonly string[] } | undefined;
      readonly options: MatchOptions;
    };

/** All samples and vectors of a job. */
export function givenOf(job: Job): readonly Given[] {
  if (job.task === 'verify') return [job.a, job.b];
  return job.task === 'classify' && job.examples ? [job.given, job.examples.given] : [job.given];
}

/** What comes of a job. Embeddings [N, dim] stay as numbers until they are written. */
export type Outcome =
  | { readonly answer: AnswerOf<Task> }
  | { readonly embedded: NdArray<Float32Array> }
  | { readonly refused: { readonly status: 413 | 422 | 404 | 500 | 503; readonly reason: string } };

/** What a client is answered, as JSON. */
export function textOf(outcome: Exclude<Outcome, { readonly refused: unknown }>): string {
  if ('answer' in outcome) return JSON.stringify(outcome.answer);
  const { data, shape } = outcome.embedded;
  const [n, dim] = shape as [number, number];
  const embeddings = Array.from({ length: n }, (_, i) => [...data.subarray(i * dim, (i + 1) * dim)]);
  return JSON.stringify({ embeddings, dim } satisfies AnswerOf<'embed'>);
}

/** What is served, for people and programs. */
export type About = Omit<AnswerOf<'health'>, 'status' | 'version'> & {
  /** What it is called, without where it lies. */
  readonly name: string;
};
