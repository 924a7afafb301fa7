import type { Dataset } from '../data/dataset.ts';
import type { Embedded } from '../evaluation/index.ts';
import type { NdArray } from '../nd-array.ts';
import type { Model, Samples } from '../training/model.ts';

/** Samples, and what the model compares them by: their embeddings, or the samples themselves where it has none. */
export interface EncodedDataset {
  readonly dataset: Dataset;
  readonly encoded: Samples;
}

/** Runs samples through the model once, for everything that is computed from them. */
export const encode = async (model: Model, dataset: Dataset): Promise<EncodedDataset> => ({
  dataset,
  encoded: await model.encode(dataset.samples),
});

/** The embeddings [N, dim], of a model that has them. */
export const embeddingsOf = ({ encoded }: EncodedDataset): NdArray<Float32Array> => encoded as NdArray<Float32Array>;

/** Embeddings with their labels, as `evaluation` takes them. */
export const embedded = (samples: EncodedDataset): Embedded => ({
  embeddings: embeddingsOf(samples),
  labels: samples.dataset.labels,
});
