import type { Pool, PoolClient } from 'pg';
import { NearfarError } from '../../errors.ts';
import type { Address } from './address.ts';
import { errorOf } from './errors.ts';

/** A connection within a transaction. */
export type Client = PoolClient;

/** Connections to one database, at most. */
const MOST = 4;
/** Milliseconds that a connection, or waiting for one, may take. */
const PATIENCE = 15_000;

/** The connections of this process, by what they connect by. Idle ones close by themselves and hold no process back. */
const pools = new Map<string, Pool>();

/** Runs transactions in a database. */
export class Database {
  readonly #address: Address;

  constructor(address: Address) {
    this.#address = address;
  }

  /** All of the work is done or, after an error, nothing. */
  async transaction<T>(work: (client: Client) => Promise<T>, kind: '' | 'READ ONLY' = ''): Promise<T> {
    try {
      const client = await (await poolOf(this.#address)).connect();
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

async function poolOf({ connection }: Address): Promise<Pool> {
  const { Pool } = await driver();
  const there = pools.get(connection);
  if (there) return there;
  const pool = new Pool({
    connectionString: connection,
    max: MOST,
    connectionTimeoutMillis: PATIENCE,
    allowExitOnIdle: true,
  });
  // A server that goes away tells so to connections that wait for no answer: the next transaction opens another.
  pool.on('error', () => {});
  pool.on('connect', client => client.on('error', () => {}));
  pools.set(connection, pool);
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
