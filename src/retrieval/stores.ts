import { MemoryStore } from './memory-store.ts';
import { isAddress, parseAddress } from './postgres/address.ts';
import { PostgresStore } from './postgres/postgres-store.ts';
import type { IndexOptions, Store } from './store.ts';
import { isIndex as isFolder, readIndex } from './stored-index.ts';

/** A new store, where the options say. @throws UsageError for options that it does not have */
export function newStore({ backend, precision, ef, ...made }: IndexOptions): Store {
  if (backend === undefined || !isAddress(backend)) return MemoryStore.create({ backend, precision, ef, ...made });
  return PostgresStore.create(parseAddress(backend), { precision, ef, ...made });
}

/** The store that lies in a folder or a table. @throws UsageError where there is none */
export async function storeAt(path: string): Promise<Store> {
  return isAddress(path) ? PostgresStore.open(parseAddress(path)) : MemoryStore.stored(path, readIndex(path));
}

/** The store once it is saved: itself, or one in PostgreSQL that holds the same. */
export async function savedAt(path: string, store: Store): Promise<Store> {
  const isOwn = store instanceof PostgresStore && store.isAt(path);
  const target = isAddress(path) && !isOwn ? await copied(path, store) : store;
  await target.save(path);
  return target;
}

async function copied(path: string, store: Store): Promise<Store> {
  const { model, run } = store;
  const copy = PostgresStore.create(parseAddress(path), { model, run });
  const contents = await store.all();
  if (contents.entries.length > 0) await copy.add(contents);
  return copy;
}

/** Whether a path is that of an index: a folder that holds one, or the address of a table. */
export const isIndex = (path: string): boolean => isAddress(path) || isFolder(path);

/** Whether there is an index in a folder or a table. @throws NearfarError where a database does not answer */
export const exists = async (path: string): Promise<boolean> =>
  isAddress(path) ? PostgresStore.exists(parseAddress(path)) : isFolder(path);
