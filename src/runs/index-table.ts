import type { RetrievalIndex } from '../retrieval/index.ts';
import type { EmbeddingTable } from './embeddings-file.ts';

/** The vectors of an index with all that it knows of each, as `writeEmbeddings` and `writeProjector` take them. */
export async function indexTable(index: RetrievalIndex): Promise<EmbeddingTable> {
  const { vectors, entries } = await index.all();
  const ids = entries.map(({ id }) => id);
  const labels = entries.map(({ label }) => label);
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
