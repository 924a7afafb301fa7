import { RetrievalIndex } from './retrieval-index.ts';
import type { IndexOptions } from './store.ts';

export type { BackendOptions, PostgresAddress } from './backend.ts';
export type { Entry, GivenEntries, Id } from './entries.ts';
export type { Filter } from './filter.ts';
export type { Examples, Matches, MatchOptions } from './match.ts';
export { isAddress, shownPath } from './postgres/address.ts';
export type { Additions, Hits, RetrievalIndex, SearchOptions } from './retrieval-index.ts';
export type { Contents, IndexOptions } from './store.ts';
export { exists, isIndex } from './stores.ts';

/** A new index without entries; in memory until `save(path)`, or in PostgreSQL where `backend` is an address. */
export const create = (options: IndexOptions = {}): RetrievalIndex => RetrievalIndex.create(options);

/** The index of a folder, or of a table (`postgres://…`). @throws UsageError where there is none; NearfarError where it is damaged */
export const open = (path: string): Promise<RetrievalIndex> => RetrievalIndex.open(path);
