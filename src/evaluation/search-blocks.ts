import { shared, sharedCopy, sharedMatrix } from '../shared-array.ts';
import { Ranker } from './ranks.ts';
import { measure, type Searches } from './searches.ts';
import { inSharedBlocks } from './shared-work.ts';
import { SquaredDistances } from './squared-distances.ts';

/** Queries that a thread takes at once. */
const BLOCK = 256;
/** Comparisons that take one thread less time than another takes to start. */
const FEW = 1 << 24;

/** Does all searches by Euclidean distance, on all cores where they are many. The measures do not depend on how many threads there are. */
export async function searchAll(searches: Searches, who: string): Promise<void> {
  const [m, n] = [searches.queries.shape[0]!, searches.references.shape[0]!];
  if (m === 0) return;
  const blocks = Math.ceil(m / BLOCK);
  const isShared = m * n > FEW;
  const work = isShared ? inSharedMemory(searches) : searches;
  const { search, release } = await searchBlock(work, who);
  try {
    if (isShared) await inSharedBlocks(blocks, 'search-thread.js', { searches: work, who }, search);
    else for (let block = 0; block < blocks; block++) await search(block);
  } finally {
    await release();
  }
  if (isShared) searches.measures.set(work.measures);
}

const inSharedMemory = ({ queries, references, matches, measures }: Searches): Searches => ({
  queries: sharedMatrix(queries),
  references: sharedMatrix(references),
  matches: sharedCopy(matches),
  measures: shared(Float64Array, measures.length),
});

/** What searches a block of queries, by its number, in one thread. */
export async function searchBlock(searches: Searches, who: string) {
  const m = searches.queries.shape[0]!;
  const many = m * searches.references.shape[0]! > FEW;
  const distances = await SquaredDistances.open(
    searches.queries,
    searches.references,
    many ? { threads: 1 } : undefined,
  );
  const ranker = new Ranker(searches.references.shape[0]!, who);
  return {
    search: (block: number) =>
      distances.eachRow(block * BLOCK, Math.min(m, (block + 1) * BLOCK), (query, row) =>
        measure(searches, ranker, query, row),
      ),
    release: () => distances.release(),
  };
}
