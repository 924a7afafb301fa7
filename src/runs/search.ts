import { UsageError } from '../errors.ts';
import { described } from '../given-array.ts';
import { type NdArray, stacked } from '../nd-array.ts';
import type { Filter, Hits } from '../retrieval/index.ts';
import { RetrievalIndex } from '../retrieval/retrieval-index.ts';
import type { Model } from '../training/model.ts';

/** What `run.search` takes beside the samples. */
export interface SearchRunOptions {
  /** What is searched: an index of the run. */
  readonly index: RetrievalIndex;
  /** How many of each. @default 10 */
  readonly k?: number | undefined;
  /** Which samples of the index it is among. @default all */
  readonly where?: Filter | undefined;
}

/** The nearest to one sample, the nearest first. */
export interface RunHits extends Hits {
  /** The learned scores that they are ordered by, of `siamese-bce`: what `run.distance` gives. */
  readonly scores?: readonly number[];
}

/** @throws UsageError, from `who`, for what is no index */
export function requireIndex(who: string, index: unknown): void {
  if (index instanceof RetrievalIndex) return;
  throw new UsageError({ who, expected: 'index: an index of the run', got: described(index) });
}

/** Candidates that a learned score ranks: so many for each that is asked for, and so many at least. */
const [MANY, LEAST] = [20, 200];

/** The nearest to each embedding by what the run compares by; candidates of a learned score come by the embeddings' distance. */
export async function searched(
  model: Model,
  queries: NdArray<Float32Array>,
  { index, k = 10, where }: SearchRunOptions,
): Promise<RunHits[]> {
  if (!model.hasLearnedDistance || !Number.isInteger(k) || k < 1) return index.search(queries, { k, where });
  const found = await index.search(queries, { k: Math.max(LEAST, MANY * k), where });
  const ids = [...new Set(found.flatMap(hits => hits.ids))];
  if (ids.length === 0) return found.map(hits => ({ ...hits, scores: [] }));
  const placeOf = new Map(ids.map((id, i) => [id, found.length + i]));
  const scores = await model.distances(
    stacked(queries, await index.vectors(ids)),
    found.flatMap((hits, query) => hits.ids.map(() => query)),
    found.flatMap(hits => hits.ids.map(id => placeOf.get(id)!)),
  );
  let start = 0;
  return found.map(hits => {
    const own = scores.subarray(start, start + hits.ids.length);
    start += hits.ids.length;
    const order = hits.ids.map((_, i) => i).sort((a, b) => own[a]! - own[b]!);
    return { ...inOrder(hits, order.slice(0, k)), scores: Array.from(order.slice(0, k), i => own[i]!) };
  });
}

function inOrder({ ids, distances, labels, metadata }: Hits, order: readonly number[]): Hits {
  const picked = <T>(list: readonly T[]): T[] => order.map(i => list[i]!);
  return {
    ids: picked(ids),
    distances: picked(distances),
    ...(labels && { labels: picked(labels) }),
    ...(metadata && { metadata: picked(metadata) }),
  };
}
