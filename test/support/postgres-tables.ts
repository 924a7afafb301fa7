import * as retrieval from '../../src/retrieval/index.ts';
import type { PostgresServer } from './postgres.ts';

/** Indexes in the tables of a server, which `server` gives once it runs. */
export function tablesOf(server: () => PostgresServer) {
  const at = (table: string, more = '') =>
    `${server().address}?table=${encodeURIComponent(table)}${more}` as retrieval.PostgresAddress;
  return {
    at,
    /** The address as errors show it. */
    shown: (table: string) => at(table).replace(':secret', ''),
    /** An index of two samples. */
    async filled(table: string): Promise<retrieval.RetrievalIndex> {
      const index = retrieval.create({ backend: at(table), model: 'm' });
      await index.add({
        ids: ['a', 'b'],
        vectors: [
          [0, 0],
          [3, 4],
        ],
        labels: ['x', 'y'],
      });
      return index;
    },
  };
}

/** What a promise is rejected with, in words. */
export const message = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'no error',
    (error: Error) => error.message,
  );
