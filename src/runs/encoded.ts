import type { Dataset } from '../data/dataset.ts';
import type { NdArray } from '../nd-array.ts';
import type { Model, Samples } from '../training/model.ts';

/** Samples, and what the model makes of them to compare them: embeddings, or the samples themselves. */
export interface Looked {
  readonly dataset: Dataset;
  readonly prepared: Samples;
}

/** Puts samples through the model, once for all that is asked of them. */
export const look = async (model: Model, dataset: Dataset): Promise<Looked> => ({
  dataset,
  prepared: await model.prepared(dataset.samples),
});

/** Of a model that embeds, what it has prepared are embeddings. */
export const embeddingsOf = ({ prepared }: Looked): NdArray<Float32Array> => prepared as NdArray<Float32Array>;
