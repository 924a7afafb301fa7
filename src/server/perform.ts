import { NearfarError } from '../errors.ts';
import { type NdArray, sizeOf } from '../nd-array.ts';
import type { Matches, MatchOptions, RetrievalIndex } from '../retrieval/index.ts';
import { decided } from '../retrieval/match.ts';
import { DatabaseError } from '../retrieval/postgres/errors.ts';
import type { Run } from '../runs/open-run.ts';
import type { RunHits } from '../runs/search.ts';
import type { Samples } from '../training/model.ts';
import type { Outcome } from './jobs.ts';
import type { Queries, ReadyJob } from './ready.ts';
import { busy, Refusal } from './refusal.ts';
import type { AnswerOf, Task } from './schemas.ts';
import type { Served } from './served.ts';

type Of<T extends Task> = Extract<ReadyJob, { task: T }>;

/** Does jobs of one batch, alike ones together. One that fails alone is done alone. */
export class Performer {
  readonly #served: Served;
  readonly #thresholds = new Map<string, number>();

  constructor(served: Served) {
    this.#served = served;
  }

  /** What comes of each job. */
  async perform(jobs: readonly ReadyJob[]): Promise<readonly Outcome[]> {
    const groups = new Map<unknown, ReadyJob[]>();
    for (const job of jobs) {
      const group = groups.get(groupOf(job));
      if (group) group.push(job);
      else groups.set(groupOf(job), [job]);
    }
    const outcomes = new Map<ReadyJob, Outcome>();
    for (const group of groups.values()) {
      const found = await this.#together(group);
      for (const [i, job] of group.entries()) outcomes.set(job, found[i]!);
    }
    return jobs.map(job => outcomes.get(job)!);
  }

  async #together(group: readonly ReadyJob[]): Promise<readonly Outcome[]> {
    try {
      return await this.#answers(group);
    } catch (error) {
      if (group.length === 1) return [refusedOf(error)];
      const alone: Outcome[] = [];
      for (const job of group) alone.push(...(await this.#together([job])));
      return alone;
    }
  }

  async #answers(group: readonly ReadyJob[]): Promise<Outcome[]> {
    const answered = (answers: readonly AnswerOf<Task>[]) => answers.map(answer => ({ answer }));
    switch (group[0]!.task) {
      case 'embed':
        return (await this.#embed(group as readonly Of<'embed'>[])).map(embedded => ({ embedded }));
      case 'search':
        return answered(await this.#search(group as readonly Of<'search'>[]));
      case 'verify':
        return answered(await this.#verify(group as readonly Of<'verify'>[]));
      case 'classify':
        return answered(await this.#classify(group as readonly Of<'classify'>[]));
    }
  }

  async #embed(group: readonly Of<'embed'>[]): Promise<NdArray<Float32Array>[]> {
    const all = group.map(({ samples }) => samples);
    const { data, shape } = await this.#run.embed(joined(all));
    const dim = shape[1]!;
    let start = 0;
    return all.map(({ shape: [n] }) => {
      const end = start + n! * dim;
      const own = { data: data.subarray(start, end), shape: [n!, dim] };
      start = end;
      return own;
    });
  }

  async #search(group: readonly Of<'search'>[]): Promise<AnswerOf<'search'>[]> {
    const all = group.map(({ queries }) => queries.array);
    const { queries, k, where } = group[0]!;
    const given = joined(all);
    const found =
      queries.kind === 'vectors'
        ? await this.#index.search(given as NdArray<Float32Array>, { k, where })
        : await this.#run.search(given, { index: this.#index, k, where });
    const hits = found.map(hitsOf);
    return divided(hits, all).map(each => ({ results: each.map(hits => ({ hits })) }));
  }

  async #verify(group: readonly Of<'verify'>[]): Promise<AnswerOf<'verify'>[]> {
    const { measure } = this.#run;
    const all = group.map(({ a }) => a);
    const distances = await this.#run.distance(joined(all), joined(group.map(({ b }) => b)));
    return divided([...distances.data], all).map((each, i) => {
      const { threshold } = group[i]!;
      return { results: each.map(distance => ({ distance, same: distance <= threshold })), threshold, measure };
    });
  }

  async #classify(group: readonly Of<'classify'>[]): Promise<AnswerOf<'classify'>[]> {
    const all = group.map(({ queries }) => queries.array);
    const { queries, examples, options } = group[0]!;
    const found = examples
      ? await this.#run.classify(samplesOnly(queries), { ...options, examples })
      : await this.#byIndex({ kind: queries.kind, array: joined(all) } as Queries, options);
    const { labels, nearest, distances } = found;
    const results = labels.map((label, i) => ({ label, nearest: nearest[i]!, distance: distances[i]! }));
    const threshold = Number.isFinite(found.threshold) ? found.threshold : null;
    return divided(results, all).map(each => ({ results: each, threshold }));
  }

  /** The threshold that is found on the samples of the index is found once. */
  async #byIndex(queries: Queries, options: MatchOptions): Promise<Matches> {
    const key = options.by ?? 'prototypes';
    const threshold = options.threshold ?? this.#thresholds.get(key);
    const found = await this.#match(queries, { ...options, threshold });
    if (threshold === undefined) this.#thresholds.set(key, found.threshold);
    return found;
  }

  async #match({ kind, array }: Queries, options: MatchOptions): Promise<Matches> {
    const { run } = this.#served;
    if (kind === 'samples') return this.#run.classify(array, { ...options, examples: this.#index });
    if (run?.measure === 'score') {
      const expected = 'samples, since the run compares by a learned score';
      throw new Refusal(422, { who: '/classify', expected, got: 'vectors' });
    }
    const found = await this.#index.match(array, options);
    const otherwise = run?.thresholds.match ?? run?.thresholds.accuracy;
    const isFound = found.expected !== undefined || options.threshold !== undefined;
    return isFound || otherwise === undefined ? found : decided(found, otherwise);
  }

  get #run(): Run {
    return this.#served.run!;
  }

  get #index(): RetrievalIndex {
    return this.#served.index!;
  }
}

/** Jobs of one group are done by one call. */
function groupOf(job: ReadyJob): unknown {
  if (job.task === 'embed' || job.task === 'verify') return job.task;
  if (job.task === 'search') return `search ${job.queries.kind} ${job.k} ${JSON.stringify(job.where)}`;
  return job.examples ? job : `classify ${job.queries.kind} ${JSON.stringify(job.options)}`;
}

function samplesOnly({ kind, array }: Queries): Samples {
  if (kind === 'samples') return array;
  throw new Refusal(422, { who: 'examples', expected: 'samples beside them', got: 'vectors' });
}

function joined(all: readonly Samples[]): Samples {
  const [first] = all;
  if (all.length === 1) return first!;
  const rows = all.reduce((sum, { shape }) => sum + shape[0]!, 0);
  const shape = [rows, ...first!.shape.slice(1)];
  const data = first!.data instanceof Uint8Array ? new Uint8Array(sizeOf(shape)) : new Float32Array(sizeOf(shape));
  let start = 0;
  for (const each of all) {
    data.set(each.data, start);
    start += each.data.length;
  }
  return { data, shape };
}

/** Results one behind the other, back to the jobs that they are of. */
function divided<T>(results: readonly T[], all: readonly Samples[]): T[][] {
  let start = 0;
  return all.map(({ shape }) => {
    const end = start + shape[0]!;
    const own = results.slice(start, end);
    start = end;
    return own;
  });
}

const hitsOf = ({ ids, distances, scores, labels, metadata }: RunHits): AnswerOf<'search'>['results'][number]['hits'] =>
  ids.map((id, i) => ({
    id,
    distance: distances[i]!,
    ...(scores && { score: scores[i]! }),
    ...(labels?.[i] && { label: labels[i] }),
    ...(metadata?.[i] !== undefined && { metadata: metadata[i] }),
  }));

/** Why a job is not done: for the client, where it can do something about it. */
export function refusedOf(error: unknown): Outcome {
  if (error instanceof Refusal) return { refused: { status: error.status as 422, reason: error.message } };
  if (error instanceof DatabaseError) {
    process.stderr.write(`nearfar serve: ${error.message}\n`);
    const { message } = busy('the database of the index to answer', 'an error, which its log tells');
    return { refused: { status: 503, reason: message } };
  }
  if (error instanceof NearfarError) return { refused: { status: 422, reason: error.message } };
  process.stderr.write(`nearfar serve: ${(error as Error)?.stack ?? error}\n`);
  return { refused: { status: 500, reason: 'serve: expected to answer, got an error of its own. Its log says more.' } };
}
