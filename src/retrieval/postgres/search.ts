import { type NdArray, takeRows } from '../../nd-array.ts';
import type { Filter } from '../filter.ts';
import { ranked } from '../ranked.ts';
import type { Nearest } from '../store.ts';
import type { Client } from './database.ts';
import { COLUMNS, entryOf, type Row, vectorOf } from './rows.ts';
import type { Tables } from './tables.ts';

/** What is looked for. */
export interface Wanted {
  readonly k: number;
  /** Candidates of the graph of neighbours; 0 compares with every vector. */
  readonly ef: number;
  readonly where: Filter | undefined;
}

/** Candidates for each that is asked for; they are ranked again by exact distances. */
const MORE = 2;
/** The largest `hnsw.ef_search`; the scan goes on behind it. */
const MOST_EF = 1000;
/** Queries of one statement, at most, and bytes of the vectors that it gives. */
const [MOST_QUERIES, MOST_BYTES] = [200, 2 ** 26];

/** The nearest to each query. One that the graph gives fewer than it asked for is answered by comparing with every vector. */
export async function nearestOf(
  client: Client,
  tables: Tables,
  queries: NdArray<Float32Array>,
  wanted: Wanted,
): Promise<Nearest[]> {
  const [m, dim] = queries.shape as [number, number];
  const candidates = MORE * wanted.k;
  const step = Math.max(1, Math.min(MOST_QUERIES, Math.floor(MOST_BYTES / (candidates * (4 * dim + 100)))));
  const found: Nearest[] = [];
  for (let start = 0; start < m; start += step) {
    const rows = queries.data.subarray(start * dim, Math.min(m, start + step) * dim);
    const some = { data: rows, shape: [rows.length / dim, dim] };
    const first = await answers(client, tables, some, wanted);
    const short = wanted.ef === 0 ? [] : first.flatMap(({ entries }, i) => (entries.length < wanted.k ? [i] : []));
    const again = short.length === 0 ? [] : await answers(client, tables, takeRows(some, short), { ...wanted, ef: 0 });
    for (const [i, place] of short.entries()) first[place] = again[i]!;
    found.push(...first);
  }
  return found;
}

async function answers(
  client: Client,
  { own }: Tables,
  { data, shape }: NdArray<Float32Array>,
  { k, ef, where }: Wanted,
): Promise<Nearest[]> {
  const [m, dim] = shape as [number, number];
  const candidates = MORE * k;
  // Filtered or not, the scan goes on until there are enough: rows that do not pass, or were removed, do not count.
  await client.query(
    `SELECT set_config('enable_indexscan', $1, true), set_config('hnsw.ef_search', $2, true),
       set_config('hnsw.iterative_scan', 'relaxed_order', true)`,
    [ef === 0 ? 'off' : 'on', String(Math.min(MOST_EF, Math.max(1, ef, candidates)))],
  );
  const vectors = Array.from({ length: m }, (_, i) => textOf(data.subarray(i * dim, (i + 1) * dim)));
  const { rows } = await client.query<Row & { readonly query: number; readonly vector: Buffer }>(
    `SELECT q.place::int AS query, near.* FROM unnest($1::vector[]) WITH ORDINALITY AS q (vector, place)
       CROSS JOIN LATERAL (
         SELECT entry, ${COLUMNS}, vector_send(embedding) AS vector FROM ${own}
         WHERE ($3::text[] IS NULL OR label = ANY ($3)) AND ($4::jsonb IS NULL OR metadata @> $4)
         ORDER BY embedding <-> q.vector LIMIT $2) AS near
       ORDER BY q.place, near.entry`,
    [vectors, candidates, where?.labels ?? null, where?.metadata === undefined ? null : JSON.stringify(where.metadata)],
  );
  const of = Array.from({ length: m }, (): typeof rows => []);
  for (const row of rows) of[row.query - 1]!.push(row);
  return of.map((near, i) => {
    const best = ranked(data.subarray(i * dim, (i + 1) * dim), near, ({ vector }) => vectorOf(vector)).slice(0, k);
    return { entries: best.map(({ of }) => entryOf(of)), distances: best.map(({ distance }) => distance) };
  });
}

/** A vector as PostgreSQL reads it. */
const textOf = (values: Float32Array): string => `[${values.join(',')}]`;
