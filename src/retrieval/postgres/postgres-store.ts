import { UsageError } from '../../errors.ts';
import type { NdArray } from '../../nd-array.ts';
import type { BackendOptions } from '../backend.ts';
import type { Entry } from '../entries.ts';
import type { Filter } from '../filter.ts';
import { type Contents, type Nearest, type Store, strayId } from '../store.ts';
import { type Address, parseAddress } from './address.ts';
import { copyRows } from './copy.ts';
import { type Client, Database } from './database.ts';
import { recallIn } from './measure.ts';
import { ALL_COLUMNS, FIELDS, fieldsOf, matrixOf, vectorOf, type WholeRow, wholeEntryOf } from './rows.ts';
import { nearestOf } from './search.ts';
import {
  listIndex,
  lockTable,
  type Made,
  makeGraph,
  makeList,
  makeTable,
  type State,
  seeVector,
  stateOf,
  storeRecall,
  type Tables,
  tablesOf,
} from './tables.ts';

/** Samples in a table of PostgreSQL, searched there by pgvector. What is added and removed is written at once, in a transaction each. */
export class PostgresStore implements Store {
  readonly #address: Address;
  readonly #database: Database;
  readonly #made: Made;
  #tables: Tables | undefined;
  /** Undefined of a new one that has no table yet. */
  #state: State | undefined;

  private constructor(address: Address, made: Made, database = new Database(address), state?: State) {
    this.#address = address;
    this.#database = database;
    this.#made = made;
    this.#state = state;
  }

  /** A new one; its table is made when samples come or it is saved. @throws UsageError for options that it does not have */
  static create(
    address: Address,
    { model, run, precision, ef = 64 }: BackendOptions & Omit<Made, 'ef'>,
  ): PostgresStore {
    const who = 'retrieval';
    if (precision !== undefined) {
      const fix = 'Leave it out, or use the backend usearch';
      throw new UsageError({ who, expected: 'no precision, which is for usearch', got: String(precision), fix });
    }
    if (Number.isInteger(ef) && ef >= 1 && ef <= 1000) return new PostgresStore(address, { model, run, ef });
    throw new UsageError({ who, expected: 'ef: a whole number from 1 to 1000', got: String(ef) });
  }

  /** The one that is there. @throws UsageError where there is none */
  static async open(address: Address): Promise<PostgresStore> {
    const database = new Database(address);
    const state = await database.transaction(async client => stateOf(client, await tablesOf(client, address)));
    if ('size' in state) return new PostgresStore(address, state, database, state);
    const got = state.taken ? 'a table of something else' : 'nothing there';
    const fix = 'Make one with "nearfar index RUN INPUT --out postgres://…"';
    throw new UsageError({ who: address.shown, expected: 'the table of an index', got, fix });
  }

  /** Whether there is one. */
  static async exists(address: Address): Promise<boolean> {
    const state = await new Database(address).transaction(async client =>
      stateOf(client, await tablesOf(client, address)),
    );
    return 'size' in state;
  }

  get path(): string {
    return this.#address.shown;
  }

  get model(): string | undefined {
    return this.#made.model;
  }

  get run(): string | undefined {
    return this.#made.run;
  }

  get size(): number {
    return this.#state?.size ?? 0;
  }

  get dim(): number | undefined {
    return this.#state?.dim;
  }

  get has(): Store['has'] {
    return this.#state?.has ?? { labels: false, metadata: false };
  }

  get about(): Readonly<Record<string, unknown>> {
    const recall = this.#state?.recall;
    return { backend: 'postgres', ef: this.#made.ef, ...(recall && { recall }) };
  }

  /** Whether a path is its address. */
  isAt(path: string): boolean {
    return parseAddress(path).shown === this.path;
  }

  async add({ vectors, entries }: Contents): Promise<void> {
    const [n, dim] = vectors.shape as [number, number];
    const rows = entries.map((entry, i) => fieldsOf(entry, vectors.data.subarray(i * dim, (i + 1) * dim)));
    await this.#write(async (client, tables, { size, width }) => {
      const fits = width === dim;
      if (!fits && size > 0) {
        const expected = `vectors of shape [N, ${width}]`;
        throw new UsageError({ who: 'index.add', expected, got: `shape [${n}, ${dim}]` });
      }
      if (fits && size > 0)
        await client.query(`DELETE FROM ${tables.own} WHERE id = ANY ($1)`, [entries.map(({ id }) => id)]);
      if (!fits) await makeTable(client, tables, dim);
      await copyRows(client, tables.own, FIELDS, rows);
      if (!fits) await makeGraph(client, tables, dim);
      await storeRecall(client, tables, undefined);
    });
  }

  async remove(ids: ReadonlySet<string>): Promise<void> {
    await this.#write(async (client, tables, { size }) => {
      const removal = `DELETE FROM ${tables.own} WHERE id = ANY ($1) RETURNING id`;
      const { rows } = await client.query<{ id: string }>(removal, [[...ids]]);
      const gone = new Set(rows.map(({ id }) => id));
      const stray = [...ids].find(id => !gone.has(id));
      if (stray !== undefined) throw strayId('index.remove', size, stray);
      await storeRecall(client, tables, undefined);
    });
  }

  /** Makes the table of a new one, and measures what the search finds. */
  async save(): Promise<void> {
    await this.#write(async () => {});
    const { size, recall } = this.#state!;
    if (size === 0 || recall) return;
    const measured = await this.#read((client, tables) => recallIn(client, tables, size, this.#made.ef));
    await this.#write((client, tables) => storeRecall(client, tables, measured));
  }

  async search(queries: NdArray<Float32Array>, k: number, where: Filter | undefined): Promise<readonly Nearest[]> {
    if (!this.#state) return Array.from({ length: queries.shape[0]! }, () => ({ entries: [], distances: [] }));
    const { ef } = this.#made;
    return this.#read(async (client, tables) => {
      if (this.size === 0) this.#state = this.#own(await stateOf(client, tables)); // others may have filled it
      return nearestOf(client, tables, queries, { k, ef, where });
    });
  }

  async get(id: string): Promise<Entry | undefined> {
    if (!this.#state) return undefined;
    const [found] = await this.#entries(`WHERE id = $1`, [id]);
    return found?.entry;
  }

  async ids(): Promise<readonly string[]> {
    if (!this.#state) return [];
    const { rows } = await this.#read((client, { own }) =>
      client.query<{ id: string }>(`SELECT id FROM ${own} ORDER BY entry`),
    );
    return rows.map(({ id }) => id);
  }

  async vectors(ids: readonly string[]): Promise<NdArray<Float32Array>> {
    const found = this.#state ? await this.#entries('WHERE id = ANY ($1)', [ids]) : [];
    const vectorOf = new Map(found.map(({ entry, vector }) => [entry.id, vector]));
    const stray = ids.find(id => !vectorOf.has(id));
    if (stray !== undefined) throw strayId('index.vectors', this.size, stray);
    return matrixOf(ids.map(id => vectorOf.get(id)!));
  }

  async all(): Promise<Contents> {
    const found = this.#state ? await this.#entries('ORDER BY entry', []) : [];
    return { vectors: matrixOf(found.map(({ vector }) => vector)), entries: found.map(({ entry }) => entry) };
  }

  #entries(clause: string, values: unknown[]) {
    return this.#read(async (client, { own }) => {
      const { rows } = await client.query<WholeRow>(`SELECT ${ALL_COLUMNS} FROM ${own} ${clause}`, values);
      return rows.map(row => ({ entry: wholeEntryOf(row), vector: vectorOf(row.vector) }));
    });
  }

  #read<T>(work: (client: Client, tables: Tables) => Promise<T>): Promise<T> {
    return this.#database.transaction(async client => work(client, await this.#named(client)), 'READ ONLY');
  }

  async #named(client: Client): Promise<Tables> {
    this.#tables ??= await tablesOf(client, this.#address);
    await seeVector(client, this.#tables);
    return this.#tables;
  }

  /** One writer at a time: what it finds stays until it is done. */
  async #write(work: (client: Client, tables: Tables, state: State) => Promise<void>): Promise<void> {
    const isNew = this.#state === undefined;
    if (isNew) await this.#database.transaction(async client => makeList(client, await this.#named(client)));
    this.#state = await this.#database.transaction(async client => {
      const tables = await this.#named(client);
      await lockTable(client, tables);
      const found = await stateOf(client, tables);
      if (isNew) {
        this.#requireFree(found);
        await makeTable(client, tables, undefined);
        await listIndex(client, tables, this.#made);
      }
      await work(client, tables, this.#own(isNew ? await stateOf(client, tables) : found));
      return this.#own(await stateOf(client, tables));
    });
  }

  #requireFree(found: Found): void {
    if (!('size' in found) && !found.taken) return;
    const isIndex = 'size' in found;
    throw new UsageError({
      who: this.path,
      expected: 'a table without an index',
      got: isIndex ? 'one that has an index' : 'a table of something else',
      fix: isIndex ? 'Open it, and do again what is to be saved' : 'Name another table',
    });
  }

  /** What was opened. @throws UsageError where its table is gone, or was made anew for another model */
  #own(found: Found): State {
    if ('size' in found && found.model === this.model) return found;
    throw new UsageError({
      who: this.path,
      expected: 'the index as it was opened',
      got: 'size' in found ? 'one of another model' : 'none',
      fix: 'Open it, and do again what is to be saved',
    });
  }
}

type Found = Awaited<ReturnType<typeof stateOf>>;
