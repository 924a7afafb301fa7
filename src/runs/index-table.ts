import type { RetrievalIndex } from '../retrieval/index.ts';
import type { EmbeddingTable } from './embeddings-file.ts';

/** The vectors of an index with all that it knows of each, as `writeEmbeddings` and `writeProjector` take them. */
export function indexTable(index: RetrievalIndex): EmbeddingTable {
  const { vectors, labels } = index.all;
  const { ids } = index;
  const entries = ids.map(id => index.get(id)!);
  const metadata = entries.map(entry => entry.metadata);
  const images = entries.flatMap(({ thumbnail }) => thumbnail ?? []);
  return {
    embeddings: vectors,
    ids,
    ...(labels.some(label => label !== undefined) && { labels: labels.map((label = '') => label) }),
    ...(metadata.some(value => value !== undefined) && { metadata }),
    ...(images.length > 0 && images.length === ids.length && { images }),
  };
}
