import { MemoryStore } from './memory-store.ts';
import { isAddress, parseAddress } from './postgres/address.ts';
import { linkIn, requireLinkable, writeLink } from './postgres/link.ts';
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
  const address = isAddress(path) ? path : linkIn(path);
  return address === undefined ? MemoryStore.stored(path, readIndex(path)) : PostgresStore.open(parseAddress(address));
}

/** The store once it is saved: itself, which a folder may name that is in PostgreSQL, or one in PostgreSQL that holds the same. */
export async function savedAt(path: string, store: Store): Promise<Store> {
  const isOwn = !isAddress(path) || (store instanceof PostgresStore && store.isAt(path));
  const target = isOwn ? store : await copied(path, store);
  const link = target instanceof PostgresStore && !isAddress(path) ? target.path : undefined;
  if (link !== undefined) requireLinkable(path, link);
  await target.save(path);
  if (link !== undefined) writeLink(path, link);
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
