import { shared, sharedCopy, sharedMatrix } from '../shared-array.ts';
import { Ranker } from './ranks.ts';
import { measure, type Searches } from './searches.ts';
import { inSharedBlocks, type Worker } from './shared-work.ts';
import { SquaredDistances } from './squared-distances.ts';

/** Queries that a thread takes at once. */
const BLOCK = 128;
/** Comparisons that take one thread less time than another takes to start. */
const FEW = 1 << 24;

/** Does all searches by Euclidean distance, on all cores where they are many. The measures do not depend on how many threads there are. */
export async function searchAll(searches: Searches, who: string): Promise<void> {
  const [m, n] = [searches.queries.shape[0]!, searches.references.shape[0]!];
  if (m === 0) return;
  const blocks = Math.ceil(m / BLOCK);
  if (m * n > FEW) {
    const common = inSharedMemory(searches);
    await inSharedBlocks(blocks, 'search-thread.js', { searches: common, who }, () => openWorker(common, who));
    searches.measures.set(common.measures);
    return;
  }
  const { work, release } = await openWorker(searches, who);
  try {
    for (let block = 0; block < blocks; block++) await work(block);
  } finally {
    await release();
  }
}

const inSharedMemory = ({ queries, references, matches, measures }: Searches): Searches => ({
  queries: sharedMatrix(queries),
  references: sharedMatrix(references),
  matches: sharedCopy(matches),
  measures: shared(Float64Array, measures.length),
});

/** What searches blocks of queries. */
export async function openWorker(searches: Searches, who: string): Promise<Worker> {
  const m = searches.queries.shape[0]!;
  const many = m * searches.references.shape[0]! > FEW;
  const distances = await SquaredDistances.open(
    searches.queries,
    searches.references,
    many ? { threads: 1 } : undefined,
  );
  const ranker = new Ranker(searches.references.shape[0]!, who);
  return {
    work: block =>
      distances.eachRow(block * BLOCK, Math.min(m, (block + 1) * BLOCK), (query, row) =>
        measure(searches, ranker, query, row),
      ),
    release: () => distances.release(),
  };
}
