import { AT, type Recall, recallOf, SAMPLED } from '../recall.ts';
import type { Client } from './database.ts';
import { matrixOf, vectorOf } from './rows.ts';
import { nearestOf } from './search.ts';
import type { Tables } from './tables.ts';

/** Rows that recall is measured on times rows that each is compared with, at most. */
const MOST_COMPARED = 2e7;

/** What the graph of neighbours finds of the exact neighbours of some of the vectors themselves. */
export async function recallIn(client: Client, tables: Tables, size: number, ef: number): Promise<Recall> {
  const n = Math.min(SAMPLED, Math.max(AT, Math.floor(MOST_COMPARED / size)));
  const { rows } = await client.query<{ vector: Buffer }>(
    `SELECT vector_send(embedding) AS vector FROM ${tables.own} ORDER BY hashint8(entry), entry LIMIT $1`,
    [n],
  );
  const queries = matrixOf(rows.map(({ vector }) => vectorOf(vector)));
  const k = Math.min(AT, size);
  const [exact, found] = [
    await nearestOf(client, tables, queries, { k, ef: 0, where: undefined }),
    await nearestOf(client, tables, queries, { k, ef, where: undefined }),
  ];
  return recallOf(exact, found, k);
}
