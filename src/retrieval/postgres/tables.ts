import { VERSION } from '../../version.ts';
import type { Recall } from '../recall.ts';
import type { Address } from './address.ts';
import type { Client } from './database.ts';
import { DatabaseError } from './errors.ts';

/** The tables of an index: its own, and the one that says what indexes there are. */
export interface Tables {
  readonly schema: string;
  /** The name of its own, as it was given. */
  readonly name: string;
  /** Its own, quoted. */
  readonly own: string;
  /** The other, quoted. */
  readonly list: string;
  /** The schema of pgvector, quoted, where the search path does not have it. */
  readonly besides: string | undefined;
}

/** What an index was made for. */
export interface Made {
  readonly model?: string | undefined;
  readonly run?: string | undefined;
  /** Candidates of a search. */
  readonly ef: number;
}

/** An index as it was found. */
export interface State extends Made {
  readonly size: number;
  /** Undefined while it is empty. */
  readonly dim: number | undefined;
  /** The width that its column takes; below 0 of one that never had a vector. */
  readonly width: number;
  readonly has: Readonly<Record<'labels' | 'metadata', boolean>>;
  readonly recall: Recall | undefined;
}

/** `hnsw.iterative_scan` is there from this version of pgvector on. */
const PGVECTOR = [0, 8] as const;
/** Numbers of a vector that pgvector's HNSW takes, at most; wider ones are all compared. */
const WIDEST = 2000;
/** Neighbours of a vector in the graph, and candidates while it is added (Malkov & Yashunin 2018). */
const [CONNECTIVITY, EF_ADD] = [16, 128];

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Names the tables of an address. @throws DatabaseError of a database without pgvector */
export async function tablesOf(client: Client, { table, schema: given, shown: who }: Address): Promise<Tables> {
  const { rows } = await client.query(
    `SELECT coalesce($1, current_schema()) AS schema, extversion AS version,
       CASE WHEN to_regtype('vector') IS NULL THEN extnamespace::regnamespace::text END AS besides
     FROM (SELECT) AS one LEFT JOIN pg_extension ON extname = 'vector'`,
    [given],
  );
  const { schema, version, besides } = rows[0] as Readonly<Record<'schema' | 'version' | 'besides', string | null>>;
  if (version === null) {
    const fix = 'Let an administrator run CREATE EXTENSION vector in it (https://github.com/pgvector/pgvector)';
    throw new DatabaseError({
      who,
      expected: 'a database with the extension vector (pgvector)',
      got: 'one without',
      fix,
    });
  }
  const [major, minor] = version.split('.').map(Number) as [number, number];
  if (major === PGVECTOR[0] && minor < PGVECTOR[1]) {
    const fix = 'Install a newer one, and run ALTER EXTENSION vector UPDATE';
    throw new DatabaseError({ who, expected: `pgvector from ${PGVECTOR.join('.')} on`, got: version, fix });
  }
  if (schema === null) {
    throw new DatabaseError({ who, expected: 'a schema', got: 'none in the search path', fix: 'Add &schema=NAME' });
  }
  const within = (name: string) => `${quoted(schema)}.${quoted(name)}`;
  return { schema, name: table, own: within(table), list: within('nearfar_indexes'), besides: besides ?? undefined };
}

/** Lets a transaction see pgvector wherever it lies. */
export async function seeVector(client: Client, { besides }: Tables): Promise<void> {
  if (besides === undefined) return;
  await client.query(`SELECT set_config('search_path', current_setting('search_path') || ', ' || $1, true)`, [besides]);
}

/** Lets one writer in at a time, until its transaction ends. */
export async function lockTable(client: Client, { own }: Tables): Promise<void> {
  await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`nearfar ${own}`]);
}

/** The index of a table; undefined where there is none, with whether there is a table of something else. */
export async function stateOf(
  client: Client,
  { own, list, name }: Tables,
): Promise<State | { readonly taken: boolean }> {
  const found = await client.query(`SELECT to_regclass($1) IS NOT NULL AS own, to_regclass($2) IS NOT NULL AS list`, [
    own,
    list,
  ]);
  const there = found.rows[0] as { own: boolean; list: boolean };
  if (!there.own || !there.list) return { taken: there.own };
  const listed = await client.query(`SELECT model, run, ef, recall FROM ${list} WHERE name = $1`, [name]);
  if (listed.rows.length === 0) return { taken: true };
  const { rows } = await client.query(
    `SELECT (SELECT count(*) FROM ${own})::float8 AS size,
       EXISTS (SELECT FROM ${own} WHERE label IS NOT NULL) AS labels,
       EXISTS (SELECT FROM ${own} WHERE metadata IS NOT NULL) AS metadata,
       (SELECT atttypmod FROM pg_attribute WHERE attrelid = $1::regclass AND attname = 'embedding') AS width`,
    [own],
  );
  const { model, run, ef, recall } = listed.rows[0];
  const { size, labels, metadata, width } = rows[0];
  return {
    model: model ?? undefined,
    run: run ?? undefined,
    ef,
    recall: recall ?? undefined,
    size,
    dim: size > 0 ? width : undefined,
    width,
    has: { labels, metadata },
  };
}

/** Makes the list of indexes where there is none; its own transaction, so that making one index does not hold others back. */
export async function makeList(client: Client, { list, schema }: Tables): Promise<void> {
  await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`nearfar list ${schema}`]);
  await client.query(
    `CREATE TABLE IF NOT EXISTS ${list} (name text COLLATE "C" PRIMARY KEY, model text, run text,
       distance text NOT NULL, ef int NOT NULL, recall jsonb, nearfar text NOT NULL)`,
  );
}

/** Lists a new index. */
export async function listIndex(client: Client, { list, name }: Tables, { model, run, ef }: Made): Promise<void> {
  await client.query(`DELETE FROM ${list} WHERE name = $1`, [name]);
  await client.query(
    `INSERT INTO ${list} (name, model, run, distance, ef, nearfar) VALUES ($1, $2, $3, 'euclidean', $4, $5)`,
    [name, model, run, ef, VERSION],
  );
}

/** Makes the table of an index, which may be there if it is empty. Names of any length differ by an exclusion: a B-tree takes 2704 bytes. */
export async function makeTable(client: Client, { own }: Tables, dim: number | undefined): Promise<void> {
  await client.query(`DROP TABLE IF EXISTS ${own}`);
  await client.query(
    `CREATE TABLE ${own} (entry bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id text COLLATE "C" NOT NULL,
       label text, metadata jsonb, thumbnail bytea, thumbnail_type text,
       embedding vector${dim === undefined ? '' : `(${dim})`} NOT NULL, EXCLUDE USING hash (id WITH =))`,
  );
}

/** Makes the graph of neighbours, faster over vectors that are there than by adding them to it. */
export async function makeGraph(client: Client, { own }: Tables, dim: number): Promise<void> {
  if (dim > WIDEST) return;
  await client.query(
    `CREATE INDEX ON ${own} USING hnsw (embedding vector_l2_ops) WITH (m = ${CONNECTIVITY}, ef_construction = ${EF_ADD})`,
  );
}

/** Stores what was measured, or that nothing is of the vectors that are there now. */
export async function storeRecall(client: Client, { list, name }: Tables, recall: Recall | undefined): Promise<void> {
  await client.query(`UPDATE ${list} SET recall = $2 WHERE name = $1`, [name, recall && JSON.stringify(recall)]);
}
