import type { Pool, PoolClient } from 'pg';
import { NearfarError } from '../../errors.ts';
import type { Address } from './address.ts';
import { errorOf } from './errors.ts';

/** A connection within a transaction. */
export type Client = PoolClient;

/** Connections that one index holds, at most. */
const MOST = 4;
/** Milliseconds that a connection may take. */
const PATIENCE = 15_000;

/** Runs transactions in a database. Idle connections close by themselves and hold no process back. */
export class Database {
  readonly #address: Address;
  #pool: Promise<Pool> | undefined;

  constructor(address: Address) {
    this.#address = address;
  }

  /** All of the work is done or, after an error, nothing. */
  async transaction<T>(work: (client: Client) => Promise<T>, kind: '' | 'READ ONLY' = ''): Promise<T> {
    this.#pool ??= connected(this.#address);
    const pool = await this.#pool;
    try {
      const client = await pool.connect();
      let failed = true;
      try {
        await client.query(`BEGIN ${kind}`);
        const result = await work(client);
        await client.query('COMMIT');
        failed = false;
        return result;
      } finally {
        // A connection that cannot roll back is closed, which rolls back.
        if (failed) await client.query('ROLLBACK').catch(() => {});
        client.release(failed);
      }
    } catch (error) {
      throw error instanceof NearfarError ? error : errorOf(error as Error, this.#address.shown);
    }
  }
}

async function connected({ connection }: Address): Promise<Pool> {
  const { Pool } = await driver();
  const pool = new Pool({
    connectionString: connection,
    max: MOST,
    connectionTimeoutMillis: PATIENCE,
    allowExitOnIdle: true,
  });
  // A server that goes away tells so to connections that wait for no answer: the next transaction opens another.
  pool.on('error', () => {});
  pool.on('connect', client => client.on('error', () => {}));
  return pool;
}

async function driver() {
  try {
    return (await import('pg')).default;
  } catch (cause) {
    const got = (cause as Error).message.split('\n')[0]!;
    const fix = 'Install it: npm install pg';
    throw new NearfarError({ who: 'retrieval', expected: 'the package pg', got, fix }, { cause });
  }
}
