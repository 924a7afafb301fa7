import { UsageError } from '../errors.ts';
import type { Matrix, NdArray } from '../nd-array.ts';
import { type Entry, type GivenEntries, type Id, readEntries, readIds } from './entries.ts';
import { type Filter, requireFilter } from './filter.ts';
import { type Examples, type Matches, type MatchOptions, match, requireMatchOptions } from './match.ts';
import { readVectors } from './model-vectors.ts';
import type { Contents, IndexOptions, Store } from './store.ts';
import { newStore, savedAt, storeAt } from './stores.ts';

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

/** How `index.search` searches. */
export interface SearchOptions {
  /** How many of each. @default 10 */
  readonly k?: number | undefined;
  /** Which samples it is among. @default all */
  readonly where?: Filter | undefined;
}

/** Vectors by name, with what is known of each, and the search for the nearest. In memory until it is saved; in PostgreSQL at once. */
export class RetrievalIndex {
  #store: Store;

  private constructor(store: Store) {
    this.#store = store;
  }

  /** A new index, without entries. */
  static create(options: IndexOptions = {}): RetrievalIndex {
    return new RetrievalIndex(newStore(options));
  }

  /** The index of a folder, or of a table (`postgres://…`). @throws UsageError where there is none; NearfarError where it is damaged */
  static async open(path: string): Promise<RetrievalIndex> {
    return new RetrievalIndex(await storeAt(path));
  }

  /** The fingerprint of the model whose vectors it holds, if it is known. */
  get model(): string | undefined {
    return this.#store.model;
  }

  /** The folder of the run that makes the vectors, if it is known. */
  get run(): string | undefined {
    return this.#store.run;
  }

  /** How many samples it has; of one in PostgreSQL, when it was opened or last changed here. */
  get size(): number {
    return this.#store.size;
  }

  /** The width of its vectors; undefined while it is empty. */
  get dim(): number | undefined {
    return this.#store.dim;
  }

  /** How it searches, and what was measured. */
  get backend(): Readonly<Record<string, unknown>> {
    return this.#store.about;
  }

  /** The names of all samples, in their order. */
  ids(): Promise<readonly string[]> {
    return this.#store.ids();
  }

  /** All that is known of a sample; undefined where there is none of that name. */
  get(id: Id): Promise<Entry | undefined> {
    return this.#store.get(String(id));
  }

  /** The vectors [N, dim] with all that is known of each, for what learns from all of them. */
  all(): Promise<Contents> {
    return this.#store.all();
  }

  /** The vectors [N, dim] of samples by their names. @throws UsageError for a name that it does not have */
  async vectors(ids: ArrayLike<Id>): Promise<NdArray<Float32Array>> {
    return this.#store.vectors(readIds(ids, { who: 'index.vectors', name: 'ids' }));
  }

  /**
   * Takes samples in; those whose names it has are replaced. All of them or, after an error, none.
   *
   * @throws UsageError for names that are not as many as vectors or not different, and for vectors of another width or model
   */
  async add({ vectors: given, ...known }: Additions): Promise<void> {
    const who = 'index.add';
    const vectors = readVectors(given, this, who);
    const n = vectors.shape[0]!;
    const entries = readEntries(known, n, who);
    const names = new Set<string>();
    for (const { id } of entries) {
      if (names.has(id)) throw new UsageError({ who, expected: 'different ids', got: `"${id}" twice` });
      names.add(id);
    }
    if (n > 0) await this.#store.add({ vectors, entries });
  }

  /** Takes samples out. @throws UsageError for a name that it does not have; it then stays as it is */
  async remove(ids: ArrayLike<Id>): Promise<void> {
    const gone = new Set(readIds(ids, { who: 'index.remove', name: 'ids' }));
    if (gone.size > 0) await this.#store.remove(gone);
  }

  /**
   * The `k` nearest to each query [N, dim], fewer where the index has fewer.
   *
   * @throws UsageError for queries of another width or model, and unless `k` is a whole number from 1
   */
  async search(queries: Matrix, { k = 10, where }: SearchOptions = {}): Promise<Hits[]> {
    const who = 'index.search';
    if (!Number.isInteger(k) || k < 1)
      throw new UsageError({ who, expected: 'k: a whole number from 1', got: String(k) });
    if (where !== undefined) requireFilter(who, where);
    const vectors = readVectors(queries, this, who);
    const found = await this.#store.search(vectors, k, where);
    const any = (name: 'label' | 'metadata') =>
      found.some(({ entries }) => entries.some(entry => entry[name] !== undefined));
    const { has } = this.#store;
    const [labels, metadata] = [has.labels || any('label'), has.metadata || any('metadata')];
    return found.map(({ entries, distances }) => ({
      ids: entries.map(({ id }) => id),
      distances,
      ...(labels && { labels: entries.map(({ label = '' }) => label) }),
      ...(metadata && { metadata: entries.map(entry => entry.metadata) }),
    }));
  }

  /**
   * The class of each query [N, dim], or none: by the nearest class among the samples, up to a threshold.
   *
   * @throws UsageError for queries of another width or model, an index without samples or with samples without a class
   */
  async match(queries: Matrix, options: MatchOptions = {}): Promise<Matches> {
    const who = 'index.match';
    requireMatchOptions(who, options);
    const vectors = readVectors(queries, this, who);
    return match(vectors, await this.examples(who), options);
  }

  /** Its vectors with their classes. @throws UsageError, from `who`, where there are none, or a sample has no class */
  async examples(who: string): Promise<Examples> {
    const { vectors, entries } = await this.#store.all();
    const nameless = entries.find(({ label }) => label === undefined);
    if (entries.length > 0 && !nameless) return { vectors, labels: entries.map(({ label }) => label!) };
    const got = nameless ? `"${nameless.id}" without one` : 'none';
    const fix = 'Give each a class: a folder a class, or a column';
    throw new UsageError({ who, expected: 'examples that have a class each', got, fix });
  }

  /**
   * Writes it into a folder, whole or not at all, or into a table of PostgreSQL (`postgres://…`); by default where it was opened.
   * One that lies in PostgreSQL is written already: what its search finds is measured.
   *
   * @throws UsageError where another process writes there or has changed it, or the place holds something else
   */
  async save(path: string | undefined = this.#store.path): Promise<void> {
    if (path === undefined) throw new UsageError({ who: 'index.save', expected: 'a folder to save to', got: 'none' });
    this.#store = await savedAt(path, this.#store);
  }
}
