import type { Dataset } from '../../data/dataset.ts';
import type { NdArray } from '../../nd-array.ts';
import type { ProjectionMethod } from '../../report/index.ts';
import type { Model, Samples } from '../model.ts';
import type { JudgedPart, PreparedData } from '../prepare.ts';

/** A picture by the name of its files. */
export interface Picture {
  readonly name: string;
  readonly svg: string;
}

/** Samples, and what the model makes of them to compare them: embeddings, or the samples themselves. */
export interface Looked {
  readonly dataset: Dataset;
  readonly prepared: Samples;
}

/** A part of the data that the run was judged on. */
export interface JudgedSamples {
  /** Which classes these are, in words. */
  readonly name: string;
  readonly over: string;
  readonly queries: Looked;
  readonly gallery: Looked;
}

/** What the pictures of a run are about. */
export interface Subject {
  /** Such as "siamese on mnist". */
  readonly title: string;
  readonly model: Model;
  /** At least one; the run's main numbers are over the first. */
  readonly parts: readonly JudgedSamples[];
  /** The distance up to which pairs are told to be of one class, found on validation pairs, if there are any. */
  readonly threshold: number | undefined;
  /** How embeddings of more than two dimensions come into the plane. */
  readonly projection: ProjectionMethod;
}

/** Puts the judged samples through the model, once for all pictures. */
export async function subjectOf({ seen, unseen }: PreparedData, about: Omit<Subject, 'parts'>): Promise<Subject> {
  const parts: JudgedSamples[] = [];
  if (seen) parts.push(await looked('classes trained on', about.model, seen));
  if (unseen) parts.push(await looked('classes never trained on', about.model, unseen));
  return { ...about, parts };
}

async function looked(name: string, model: Model, { over, queries, gallery }: JudgedPart): Promise<JudgedSamples> {
  const look = async (dataset: Dataset) => ({ dataset, prepared: await model.prepared(dataset.samples) });
  return { name, over, queries: await look(queries), gallery: await look(gallery) };
}

/** Of a model that embeds, what it has prepared are embeddings. */
export const embeddingsOf = ({ prepared }: Looked): NdArray<Float32Array> => prepared as NdArray<Float32Array>;

/** Whether samples can be looked at: [n, 1 or 3 channels, height, width]. */
export const areImages = ({ samples: { shape } }: Dataset): boolean =>
  shape.length === 4 && (shape[1] === 1 || shape[1] === 3);
