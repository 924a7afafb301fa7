import { type IndexOptions, RetrievalIndex } from './retrieval-index.ts';

export type { BackendOptions } from './backend.ts';
export type { Entry, GivenEntries, Id } from './entries.ts';
export type { Examples, Matches, MatchOptions } from './match.ts';
export type { Additions, Hits, IndexOptions, RetrievalIndex } from './retrieval-index.ts';
export { isIndex } from './stored-index.ts';

/** A new index without entries, in memory until `save(path)`. */
export const create = (options: IndexOptions = {}): RetrievalIndex => RetrievalIndex.create(options);

/** The index of a folder. @throws UsageError where there is none; NearfarError where it is damaged */
export const open = (path: string): Promise<RetrievalIndex> => RetrievalIndex.open(path);
