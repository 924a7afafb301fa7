import { nearestRows } from '../evaluation/nearest-rows.ts';
import { type NdArray, stacked, takeRows } from '../nd-array.ts';
import type { Backend, BackendOptions } from './backend.ts';
import { openBackend } from './backends.ts';
import type { Entry } from './entries.ts';
import { type Filter, passes } from './filter.ts';
import { type Contents, type Nearest, type Store, strayId } from './store.ts';
import { type Stored, writeIndex } from './stored-index.ts';

/** Samples in memory, searched by a backend; a folder when they are saved. */
export class MemoryStore implements Store {
  #contents: Contents;
  #rows: ReadonlyMap<string, number>;
  #backend: Backend;
  #state: string | undefined;
  path: string | undefined;
  readonly model: string | undefined;
  readonly run: string | undefined;
  has: Store['has'];

  private constructor({ model, run, ...contents }: Contents & Pick<Stored, 'model' | 'run'>, backend: Backend) {
    this.#contents = contents;
    this.#rows = rowsOf(contents.entries);
    this.has = whatOf(contents.entries);
    this.#backend = backend;
    this.model = model;
    this.run = run;
  }

  /** One without samples. @throws UsageError for options of no backend */
  static create({ model, run, ...options }: BackendOptions & Pick<Stored, 'model' | 'run'>): MemoryStore {
    const vectors = { data: new Float32Array(0), shape: [0, 0] };
    return new MemoryStore({ vectors, entries: [], model, run }, openBackend(options, vectors));
  }

  /** The one that was read from a folder. */
  static stored(path: string, { vectors, entries, model, run, ...stored }: Stored): MemoryStore {
    const backend = openBackend(stored.backend as BackendOptions, vectors, stored.structure);
    const store = new MemoryStore({ vectors, entries, model, run }, backend);
    store.#state = stored.state;
    store.path = path;
    return store;
  }

  get size(): number {
    return this.#contents.entries.length;
  }

  get dim(): number | undefined {
    return this.size === 0 ? undefined : this.#contents.vectors.shape[1]!;
  }

  get about(): Readonly<Record<string, unknown>> {
    return this.#backend.about;
  }

  async get(id: string): Promise<Entry | undefined> {
    const row = this.#rows.get(id);
    return row === undefined ? undefined : this.#contents.entries[row];
  }

  async ids(): Promise<readonly string[]> {
    return this.#contents.entries.map(({ id }) => id);
  }

  async vectors(ids: readonly string[]): Promise<NdArray<Float32Array>> {
    const stray = ids.find(id => !this.#rows.has(id));
    if (stray !== undefined) throw strayId('index.vectors', this.size, stray);
    return takeRows(
      this.#contents.vectors,
      ids.map(id => this.#rows.get(id)!),
    );
  }

  async all(): Promise<Contents> {
    return this.#contents;
  }

  async add({ vectors, entries }: Contents): Promise<void> {
    const names = rowsOf(entries);
    const before = this.#contents;
    const kept = keptRows(before.entries, id => !names.has(id));
    const old = this.size === 0 ? { data: new Float32Array(0), shape: [0, vectors.shape[1]!] } : before.vectors;
    const contents = {
      vectors: stacked(takeRows(old, kept), vectors),
      entries: [...kept.map(row => before.entries[row]!), ...entries],
    };
    this.#become(contents, [...kept, ...entries.map(() => undefined)]);
  }

  async remove(gone: ReadonlySet<string>): Promise<void> {
    const stray = [...gone].find(id => !this.#rows.has(id));
    if (stray !== undefined) throw strayId('index.remove', this.size, stray);
    const { vectors, entries } = this.#contents;
    const kept = keptRows(entries, id => !gone.has(id));
    this.#become({ vectors: takeRows(vectors, kept), entries: kept.map(row => entries[row]!) }, kept);
  }

  #become(contents: Contents, from: readonly (number | undefined)[]): void {
    this.#backend = this.#backend.of(contents.vectors, from);
    this.#contents = contents;
    this.#rows = rowsOf(contents.entries);
    this.has = whatOf(contents.entries);
  }

  async search(queries: NdArray<Float32Array>, k: number, where: Filter | undefined): Promise<readonly Nearest[]> {
    const { entries } = this.#contents;
    if (this.size === 0) return Array.from({ length: queries.shape[0]! }, () => ({ entries: [], distances: [] }));
    const most = Math.min(k, this.size);
    const found = await (where ? this.#among(queries, most, where) : this.#backend.search(queries, most));
    return found.map(({ rows, distances }) => ({ entries: rows.map(row => entries[row]!), distances }));
  }

  /** Exact, whatever the backend: those that pass may be few. */
  async #among(queries: NdArray<Float32Array>, k: number, where: Filter) {
    const { vectors, entries } = this.#contents;
    const among = entries.flatMap((entry, row) => (passes(entry, where) ? [row] : []));
    const found = await nearestRows(queries, takeRows(vectors, among), Math.min(k, among.length));
    return found.map(({ rows, distances }) => ({ rows: rows.map(row => among[row]!), distances }));
  }

  /** @throws UsageError where another process writes there or has changed it, or the folder holds something else */
  async save(path: string): Promise<void> {
    await this.#backend.measure?.();
    const { about: backend } = this.#backend;
    const { model, run } = this;
    const content = { ...this.#contents, model, run, backend, structure: this.#backend.structure?.() };
    this.#state = writeIndex(path, content, path === this.path ? this.#state : undefined);
    this.path = path;
  }
}

function rowsOf(entries: readonly Entry[]): ReadonlyMap<string, number> {
  return new Map(entries.map(({ id }, row) => [id, row]));
}

const whatOf = (entries: readonly Entry[]) => ({
  labels: entries.some(({ label }) => label !== undefined),
  metadata: entries.some(({ metadata }) => metadata !== undefined),
});

const keptRows = (entries: readonly Entry[], isKept: (id: string) => boolean): number[] =>
  entries.flatMap(({ id }, row) => (isKept(id) ? [row] : []));
