import { UsageError, unknownName } from '../errors.ts';
import { type NearestRows, nearestRows } from '../evaluation/nearest-rows.ts';
import { References } from '../evaluation/references.ts';
import type { NdArray } from '../nd-array.ts';

/** The address of a table in PostgreSQL. */
export type PostgresAddress = `postgres://${string}` | `postgresql://${string}`;

/** How an index searches. */
export interface BackendOptions {
  /**
   * `exact` compares with every vector; `usearch` walks a graph of neighbours (HNSW), faster where they are many; an address
   * (`postgres://USER:PASSWORD@HOST/DATABASE?table=NAME`) keeps and searches them in PostgreSQL with pgvector. @default 'exact'
   */
  readonly backend?: 'exact' | 'usearch' | PostgresAddress | undefined;
  /** Of `usearch`: the type in which it keeps numbers. @default 'f32' */
  readonly precision?: 'f32' | 'f16' | 'bf16' | 'i8' | undefined;
  /** Of `usearch` and PostgreSQL (at most 1000): how many candidates a search keeps; more find more and take longer. @default 64 */
  readonly ef?: number | undefined;
}

/** A way to find the nearest of some vectors. */
export interface Backend {
  /** Its name and options, and what it measured, as they are stored. */
  readonly about: Readonly<Record<string, unknown>>;
  /** What it keeps beside the vectors, as bytes. */
  structure?(): Uint8Array | undefined;
  /** Measures what it finds against exact search. */
  measure?(): Promise<void>;
  /** The rows of the `k` nearest to each query, at most as many as there are vectors, with Euclidean distances. */
  search(queries: NdArray<Float32Array>, k: number): Promise<readonly NearestRows[]>;
  /** The same of other vectors; `from` has the row that each had before, undefined of a new one. This one is not used after it. */
  of(vectors: NdArray<Float32Array>, from: readonly (number | undefined)[]): Backend;
}

/** Opens a backend over vectors; `structure` is what an earlier one of its kind kept. */
export type OpenBackend = (options: BackendOptions, vectors: NdArray<Float32Array>, structure?: Uint8Array) => Backend;

function exact(vectors: NdArray<Float32Array>): Backend {
  const references = new References(vectors);
  return { about: { backend: 'exact' }, search: (queries, k) => nearestRows(queries, references, k), of: exact };
}

/** Exact search. @throws UsageError for options that it has no use for */
export const openExact: OpenBackend = ({ precision, ef }, vectors) => {
  const stray = precision ?? ef;
  if (stray === undefined) return exact(vectors);
  const expected = `no ${precision === undefined ? 'ef' : 'precision'}, which is for usearch`;
  throw new UsageError({
    who: 'retrieval',
    expected,
    got: String(stray),
    fix: 'Leave it out, or use the backend usearch',
  });
};

/** The opener of a name. */
export function backendNamed(name: string, all: Readonly<Record<string, OpenBackend>>): OpenBackend {
  const found = Object.hasOwn(all, name) ? all[name] : undefined;
  if (found) return found;
  throw unknownName('retrieval', 'a backend', name, Object.keys(all));
}
