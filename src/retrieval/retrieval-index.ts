import { UsageError } from '../errors.ts';
import { type Matrix, type NdArray, stacked, takeRows } from '../nd-array.ts';
import type { Backend, BackendOptions } from './backend.ts';
import { openBackend } from './backends.ts';
import { type Entry, type GivenEntries, type Id, readEntries, readIds } from './entries.ts';
import { type Examples, type Matches, type MatchOptions, match, requireMatchOptions } from './match.ts';
import { readVectors } from './model-vectors.ts';
import { readIndex, type Stored, writeIndex } from './stored-index.ts';

/** What `index.add` takes; row i of the vectors is of `ids[i]`. */
export interface Additions extends GivenEntries {
  /** [N, dim] */
  readonly vectors: Matrix;
}

/** The nearest to one query, the nearest first. */
export interface Hits {
  /** Their names. */
  readonly ids: readonly string[];
  /** How far away they are, Euclidean. */
  readonly distances: readonly number[];
  /** Their classes, empty where one has none; absent where none in the index has one. */
  readonly labels?: readonly string[];
  /** What was given with them; absent where nothing was. */
  readonly metadata?: readonly unknown[];
}

/** What a new index is for. */
export interface IndexOptions extends BackendOptions {
  /** The fingerprint of the model whose vectors it holds; vectors that are known to be another's are refused. */
  readonly model?: string | undefined;
  /** The folder of the run that makes the vectors. */
  readonly run?: string | undefined;
}

/** Vectors by name, with what is known of each, and the search for the nearest. In memory until it is saved. */
export class RetrievalIndex {
  #vectors: NdArray<Float32Array>;
  #entries: readonly Entry[];
  #rows: ReadonlyMap<string, number>;
  #has: Readonly<Record<'labels' | 'metadata', boolean>>;
  #backend: Backend;
  #state: string | undefined;
  #path: string | undefined;
  /** The fingerprint of the model whose vectors it holds, if it is known. */
  readonly model: string | undefined;
  /** The folder of the run that makes the vectors, if it is known. */
  readonly run: string | undefined;

  private constructor(content: Pick<Stored, 'vectors' | 'entries' | 'model' | 'run'>, backend: Backend) {
    this.#vectors = content.vectors;
    this.#entries = content.entries;
    this.#rows = rowsOf(content.entries);
    this.#has = whatOf(content.entries);
    this.#backend = backend;
    this.model = content.model;
    this.run = content.run;
  }

  /** A new index, without entries. */
  static create({ model, run, ...options }: IndexOptions = {}): RetrievalIndex {
    const vectors = { data: new Float32Array(0), shape: [0, 0] };
    return new RetrievalIndex({ vectors, entries: [], model, run }, openBackend(options, vectors));
  }

  /** The index of a folder. @throws UsageError where there is none; NearfarError where it is damaged */
  static async open(path: string): Promise<RetrievalIndex> {
    const stored = readIndex(path);
    const backend = openBackend(stored.backend as BackendOptions, stored.vectors, stored.structure);
    const index = new RetrievalIndex(stored, backend);
    index.#state = stored.state;
    index.#path = path;
    return index;
  }

  /** How many samples it has. */
  get size(): number {
    return this.#entries.length;
  }

  /** The width of its vectors; undefined while it is empty. */
  get dim(): number | undefined {
    return this.size === 0 ? undefined : this.#vectors.shape[1]!;
  }

  /** The names of all samples, in their order. */
  get ids(): readonly string[] {
    return this.#entries.map(({ id }) => id);
  }

  /** How it searches, and what was measured. */
  get backend(): Readonly<Record<string, unknown>> {
    return this.#backend.about;
  }

  /** All that is known of a sample; undefined where there is none of that name. */
  get(id: Id): Entry | undefined {
    const row = this.#rows.get(String(id));
    return row === undefined ? undefined : this.#entries[row];
  }

  /** The vectors [N, dim] with the label of each, for what learns from all of them. */
  get all(): { readonly vectors: NdArray<Float32Array>; readonly labels: readonly (string | undefined)[] } {
    return { vectors: this.#vectors, labels: this.#entries.map(({ label }) => label) };
  }

  /** The vectors [N, dim] of samples by their names. @throws UsageError for a name that it does not have */
  async vectors(ids: ArrayLike<Id>): Promise<NdArray<Float32Array>> {
    return takeRows(this.#vectors, this.#rowsOf('index.vectors', readIds(ids, { who: 'index.vectors', name: 'ids' })));
  }

  #rowsOf(who: string, ids: readonly string[]): number[] {
    const stray = ids.find(id => !this.#rows.has(id));
    if (stray === undefined) return ids.map(id => this.#rows.get(id)!);
    throw new UsageError({ who, expected: `ids of its ${this.size} samples`, got: `"${stray}"` });
  }

  /**
   * Takes samples in; those whose names it has are replaced. All of them or, after an error, none.
   *
   * @throws UsageError for names that are not as many as vectors or not different, and for vectors of another width or model
   */
  async add({ vectors: given, ...known }: Additions): Promise<void> {
    const who = 'index.add';
    const vectors = readVectors(given, { dim: this.dim, model: this.model }, who);
    const n = vectors.shape[0]!;
    const entries = readEntries(known, n, who);
    const names = rowsOf(entries);
    if (names.size < n) {
      const twice = entries.find(({ id }, i) => names.get(id) !== i)!;
      throw new UsageError({ who, expected: 'different ids', got: `"${twice.id}" twice` });
    }
    if (n === 0) return;
    const kept = keptRows(this.#entries, id => !names.has(id));
    const before = this.size === 0 ? { data: new Float32Array(0), shape: [0, vectors.shape[1]!] } : this.#vectors;
    const from = [...kept, ...entries.map(() => undefined)];
    this.#become(stacked(takeRows(before, kept), vectors), [...kept.map(row => this.#entries[row]!), ...entries], from);
  }

  /** Takes samples out. @throws UsageError for a name that it does not have; it then stays as it is */
  async remove(ids: ArrayLike<Id>): Promise<void> {
    const gone = new Set(readIds(ids, { who: 'index.remove', name: 'ids' }));
    this.#rowsOf('index.remove', [...gone]);
    const kept = keptRows(this.#entries, id => !gone.has(id));
    const entries = kept.map(row => this.#entries[row]!);
    this.#become(takeRows(this.#vectors, kept), entries, kept);
  }

  #become(vectors: NdArray<Float32Array>, entries: readonly Entry[], from: readonly (number | undefined)[]): void {
    this.#backend = this.#backend.of(vectors, from);
    this.#vectors = vectors;
    this.#entries = entries;
    this.#rows = rowsOf(entries);
    this.#has = whatOf(entries);
  }

  /**
   * The `k` nearest to each query [N, dim], fewer where the index has fewer.
   *
   * @throws UsageError for queries of another width or model, and unless `k` is a whole number from 1
   */
  async search(queries: Matrix, { k = 10 }: { readonly k?: number } = {}): Promise<Hits[]> {
    const who = 'index.search';
    if (!Number.isInteger(k) || k < 1)
      throw new UsageError({ who, expected: 'k: a whole number from 1', got: String(k) });
    const vectors = readVectors(queries, { dim: this.dim, model: this.model }, who);
    if (this.size === 0) return Array.from({ length: vectors.shape[0]! }, () => ({ ids: [], distances: [] }));
    const found = await this.#backend.search(vectors, Math.min(k, this.size));
    return found.map(({ rows, distances }) => {
      const hits = rows.map(row => this.#entries[row]!);
      return {
        ids: hits.map(({ id }) => id),
        distances,
        ...(this.#has.labels && { labels: hits.map(({ label = '' }) => label) }),
        ...(this.#has.metadata && { metadata: hits.map(({ metadata }) => metadata) }),
      };
    });
  }

  /**
   * The class of each query [N, dim], or none: by the nearest class among the samples, up to a threshold.
   *
   * @throws UsageError for queries of another width or model, an index without samples or with samples without a class
   */
  async match(queries: Matrix, options: MatchOptions = {}): Promise<Matches> {
    const who = 'index.match';
    requireMatchOptions(who, options);
    const vectors = readVectors(queries, { dim: this.dim, model: this.model }, who);
    return match(vectors, this.examples(who), options);
  }

  /** Its vectors with their classes. @throws UsageError, from `who`, where there are none, or a sample has no class */
  examples(who: string): Examples {
    const nameless = this.#entries.find(({ label }) => label === undefined);
    if (this.size > 0 && !nameless) return { vectors: this.#vectors, labels: this.#entries.map(({ label }) => label!) };
    const got = nameless ? `"${nameless.id}" without one` : 'none';
    const fix = 'Give each a class: a folder a class, or a column';
    throw new UsageError({ who, expected: 'examples that have a class each', got, fix });
  }

  /**
   * Writes it into a folder, by default the one that it was opened from: whole, or not at all.
   *
   * @throws UsageError where another process writes there or has changed it, or the folder holds something else
   */
  async save(path: string | undefined = this.#path): Promise<void> {
    if (path === undefined) throw new UsageError({ who: 'index.save', expected: 'a folder to save to', got: 'none' });
    await this.#backend.measure?.();
    const { about: backend } = this.#backend;
    const structure = this.#backend.structure?.();
    const content = {
      vectors: this.#vectors,
      entries: this.#entries,
      model: this.model,
      run: this.run,
      backend,
      structure,
    };
    this.#state = writeIndex(path, content, path === this.#path ? this.#state : undefined);
    this.#path = path;
  }
}

function rowsOf(entries: readonly Entry[]): ReadonlyMap<string, number> {
  return new Map(entries.map(({ id }, row) => [id, row]));
}

/** Whether any sample has a class, or metadata. */
const whatOf = (entries: readonly Entry[]) => ({
  labels: entries.some(({ label }) => label !== undefined),
  metadata: entries.some(({ metadata }) => metadata !== undefined),
});

const keptRows = (entries: readonly Entry[], isKept: (id: string) => boolean): number[] =>
  entries.flatMap(({ id }, row) => (isKept(id) ? [row] : []));
