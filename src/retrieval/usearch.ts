import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as Usearch from 'usearch';
import { NearfarError, UsageError } from '../errors.ts';
import { type NearestRows, nearestRows } from '../evaluation/nearest-rows.ts';
import { type NdArray, takeRows } from '../nd-array.ts';
import { Random } from '../random.ts';
import type { Backend } from './backend.ts';
import { ranked } from './ranked.ts';
import { AT, type Recall, recallOf, SAMPLED } from './recall.ts';

/** The types in which usearch keeps vectors. */
export const PRECISIONS = ['f32', 'f16', 'bf16', 'i8'] as const;

/** How usearch searches. */
export interface UsearchOptions {
  readonly precision?: (typeof PRECISIONS)[number] | undefined;
  readonly ef?: number | undefined;
}

/** The options with their defaults. */
interface Chosen {
  readonly precision: (typeof PRECISIONS)[number];
  readonly ef: number;
}

/** Neighbours of a vector in the graph, and candidates while it is added (Malkov & Yashunin 2018). */
const [CONNECTIVITY, EF_ADD] = [16, 128];
/** Candidates for each that is asked for; they are ranked again by exact distances. Those of i8 come in a rough order. */
const MORE = { f32: 2, f16: 2, bf16: 2, i8: 8 };
/** usearch refuses a search by more threads than vectors were added by; with several, what is found differs from time to time. */
const THREADS = 1;

/** A graph of neighbours (HNSW) in usearch. Its keys stay as rows change; a new vector gets the next key. */
class Graph {
  readonly native: Usearch.Index;
  next = 0;
  #keys: readonly number[] = [];
  #rowOf: ReadonlyMap<number, number> | undefined;
  /** What an i8 of 127 stands for. */
  scale: number;
  readonly options: Chosen;

  constructor(dim: number, options: Chosen, scale: number) {
    const { Index } = library();
    const { precision, ef } = options;
    this.native = new Index({
      dimensions: dim,
      metric: 'l2sq' as Usearch.MetricKind,
      quantization: precision as Usearch.ScalarKind,
      connectivity: CONNECTIVITY,
      expansion_add: EF_ADD,
      expansion_search: ef,
      multi: false,
    });
    this.options = options;
    this.scale = scale;
  }

  /** The key of each row. */
  get keys(): readonly number[] {
    return this.#keys;
  }

  set keys(keys: readonly number[]) {
    this.#keys = keys;
    this.#rowOf = undefined;
  }

  /** The row of each key. */
  get rowOf(): ReadonlyMap<number, number> {
    this.#rowOf ??= new Map(this.#keys.map((key, row) => [key, row]));
    return this.#rowOf;
  }

  /** Numbers as usearch takes them, in an array of their own: of a view it reads the whole buffer. */
  numbers({ data }: NdArray<Float32Array>): Float32Array | Int8Array {
    if (this.options.precision !== 'i8') return Float32Array.from(data);
    return Int8Array.from(data, x => Math.max(-127, Math.min(127, Math.round((x / this.scale) * 127))));
  }

  add(vectors: NdArray<Float32Array>): number[] {
    const keys = Array.from({ length: vectors.shape[0]! }, () => this.next++);
    if (keys.length > 0) this.native.add(BigUint64Array.from(keys, BigInt), this.numbers(vectors), THREADS);
    return keys;
  }
}

function library(): typeof Usearch {
  try {
    return createRequire(import.meta.url)('usearch') as typeof Usearch;
  } catch (cause) {
    const got = (cause as Error).message.split('\n')[0]!;
    const fix = 'Install it for this system, or use the backend exact';
    throw new NearfarError({ who: 'retrieval', expected: 'the package usearch', got, fix }, { cause });
  }
}

/** @throws UsageError for options that it does not have */
function completed({ precision = 'f32', ef = 64 }: UsearchOptions): Chosen {
  const who = 'retrieval';
  if (!PRECISIONS.includes(precision))
    throw new UsageError({ who, expected: `precision: one out of ${PRECISIONS.join(', ')}`, got: String(precision) });
  if (Number.isInteger(ef) && ef >= 1) return { precision, ef };
  throw new UsageError({ who, expected: 'ef: a whole number from 1', got: String(ef) });
}

/** Approximate search over vectors; `structure` is what an earlier one kept of the same vectors. */
export function usearch(given: UsearchOptions, vectors: NdArray<Float32Array>, structure?: Uint8Array): Backend {
  const options = completed(given);
  const graph = structure ? restored(structure, vectors, options) : built(vectors, options);
  return backendOf(graph, options, vectors, structure ? (given as { recall?: unknown }).recall : undefined);
}

function built(vectors: NdArray<Float32Array>, options: Chosen): Graph | undefined {
  if (vectors.shape[0] === 0) return undefined;
  const graph = new Graph(vectors.shape[1]!, options, greatest(vectors));
  graph.keys = graph.add(vectors);
  return graph;
}

const greatest = ({ data }: NdArray<Float32Array>): number =>
  data.reduce((most, x) => Math.max(most, Math.abs(x)), 0) || 1;

function backendOf(
  graph: Graph | undefined,
  options: Chosen,
  vectors: NdArray<Float32Array>,
  known?: unknown,
): Backend {
  let recall = known;
  const search = async (queries: NdArray<Float32Array>, k: number) =>
    graph ? searched(graph, vectors, queries, k) : [];
  return {
    get about() {
      return { backend: 'usearch', ...options, ...(recall !== undefined && { recall }) };
    },
    structure: () => graph && kept(graph),
    async measure() {
      if (graph) recall ??= await measured(vectors, search);
    },
    search,
    of(changed, from) {
      const grown = graph && changed.shape[0]! > 0 ? updated(graph, changed, from) : built(changed, options);
      return backendOf(grown, options, changed);
    },
  };
}

/** Vectors that are gone leave the graph, new ones come in. Of i8 with greater numbers than before, all is built anew. */
function updated(graph: Graph, vectors: NdArray<Float32Array>, from: readonly (number | undefined)[]): Graph {
  if (graph.options.precision === 'i8' && greatest(vectors) > graph.scale) return built(vectors, graph.options)!;
  const stay = new Set(from);
  const gone = graph.keys.filter((_, row) => !stay.has(row));
  if (gone.length > 0) graph.native.remove(BigUint64Array.from(gone, BigInt));
  const fresh = from.flatMap((row, i) => (row === undefined ? [i] : []));
  const added = graph.add(takeRows(vectors, fresh));
  let next = 0;
  graph.keys = from.map(row => (row === undefined ? added[next++]! : graph.keys[row]!));
  return graph;
}

function searched(
  graph: Graph,
  vectors: NdArray<Float32Array>,
  queries: NdArray<Float32Array>,
  k: number,
): NearestRows[] {
  const [m, dim] = queries.shape as [number, number];
  if (m === 0) return [];
  const { rowOf } = graph;
  const wanted = Math.min(graph.keys.length, MORE[graph.options.precision] * k);
  const found = graph.native.search(graph.numbers(queries), wanted, THREADS) as unknown as Usearch.BatchMatches;
  return Array.from({ length: m }, (_, query) => {
    const count = found.counts ? Number(found.counts[query]) : found.keys.length;
    const start = query * wanted;
    const candidates = Array.from(found.keys.subarray(start, start + count), key => rowOf.get(Number(key)));
    const rows = candidates.filter(row => row !== undefined).sort((a, b) => a - b);
    const vectorOf = (row: number) => vectors.data.subarray(row * dim, (row + 1) * dim);
    const best = ranked(queries.data.subarray(query * dim, (query + 1) * dim), rows, vectorOf).slice(0, k);
    return { rows: best.map(({ of }) => of), distances: best.map(({ distance }) => distance) };
  });
}

/** What is found of the exact neighbours of some of the vectors themselves. */
async function measured(vectors: NdArray<Float32Array>, search: Backend['search']): Promise<Recall> {
  const n = vectors.shape[0]!;
  const k = Math.min(AT, n);
  const queries = takeRows(vectors, new Random(0).fork('recall').permutation(n).subarray(0, SAMPLED));
  return recallOf(await nearestRows(queries, vectors, k), await search(queries, k), k);
}

/** Keys, scale and graph as bytes. */
function kept(graph: Graph): Uint8Array {
  return inFolder(folder => {
    const path = join(folder, 'graph');
    graph.native.save(path);
    const head = Float64Array.of(graph.keys.length, graph.next, graph.scale, ...graph.keys);
    return Buffer.concat([new Uint8Array(head.buffer), readFileSync(path)]);
  });
}

function restored(bytes: Uint8Array, vectors: NdArray<Float32Array>, options: Chosen): Graph | undefined {
  const [n, dim] = vectors.shape as [number, number];
  if (n === 0) return undefined;
  const head = new Float64Array(Uint8Array.from(bytes.subarray(0, 8 * (3 + n))).buffer);
  return inFolder(folder => {
    const path = join(folder, 'graph');
    writeFileSync(path, bytes.subarray(head.byteLength));
    const graph = new Graph(dim, options, head[2]!);
    graph.native.load(path);
    graph.keys = Array.from(head.subarray(3));
    graph.next = head[1]!;
    return graph;
  });
}

/** usearch writes and reads files only. */
function inFolder<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'nearfar-usearch-'));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
