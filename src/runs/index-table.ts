import type { RetrievalIndex } from '../retrieval/index.ts';
import type { EmbeddingTable } from './embeddings-file.ts';

/** The vectors of an index with all that it knows of each, as `writeEmbeddings` and `writeProjector` take them. */
export function indexTable(index: RetrievalIndex): EmbeddingTable {
  const { vectors, labels } = index.all;
  const { ids } = index;
  const metadata = ids.map(id => index.get(id)!.metadata);
  return {
    embeddings: vectors,
    ids,
    ...(labels.some(label => label !== undefined) && { labels: labels.map((label = '') => label) }),
    ...(metadata.some(value => value !== undefined) && { metadata }),
  };
}

/** The small pictures of an index; undefined unless it has one of each sample. */
export function indexThumbnails(index: RetrievalIndex): readonly string[] | undefined {
  const found = index.ids.flatMap(id => index.get(id)!.thumbnail ?? []);
  return found.length > 0 && found.length === index.size ? found : undefined;
}
