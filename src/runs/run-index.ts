import { createHash } from 'node:crypto';
import type { Samples } from '../data/read-samples.ts';
import { UsageError } from '../errors.ts';
import { described } from '../given-array.ts';
import { withMetadata } from '../graph/onnx/metadata.ts';
import type { NdArray } from '../nd-array.ts';
import { encodeImages } from '../report/index.ts';
import type { BackendOptions, RetrievalIndex } from '../retrieval/index.ts';
import * as retrieval from '../retrieval/index.ts';
import type { ModelFiles } from '../training/model.ts';

/** How samples go into an index. */
export interface IndexInputOptions extends BackendOptions {
  /** Whether each image is kept as a small picture. @default false */
  readonly thumbnails?: boolean | undefined;
}

/** What tells a model from another: the SHA-256 of its network, whatever thresholds its file tells. */
export function fingerprintOf(files: ModelFiles): string {
  const bytes = withMetadata(files['model.onnx'], { 'nearfar.threshold': '', 'nearfar.thresholds': '' });
  return createHash('sha256').update(bytes).digest('hex').slice(0, 32);
}

/** Puts samples of a run, with their embeddings, into an index. */
export async function addSamples(
  index: RetrievalIndex,
  { samples, ids, labels }: Samples,
  vectors: NdArray<Float32Array>,
  { thumbnails = false }: IndexInputOptions,
): Promise<void> {
  const pictures = thumbnails
    ? await encodeImages(
        requireImages(samples),
        ids.map((_, i) => i),
      )
    : undefined;
  await index.add({ ids, vectors, labels, thumbnails: pictures });
}

function requireImages(samples: Samples['samples']): Samples['samples'] {
  if (samples.shape.length === 4) return samples;
  const got = `samples of shape [${samples.shape.slice(1).join(', ')}]`;
  throw new UsageError({ who: '--thumbnails', expected: 'images', got, fix: 'Leave it out' });
}

/** A new index for the vectors of a run. */
export const emptyIndex = (run: string, model: string, options: BackendOptions): RetrievalIndex =>
  retrieval.create({ ...options, run, model });

/** @throws UsageError, from `who`, for what is no index, or one of another model than a run's */
export function requireModelOf(index: RetrievalIndex, who: string, run: string, model: string): void {
  const expected = `an index of the model of ${run}`;
  if (typeof index !== 'object' || index === null) throw new UsageError({ who, expected, got: described(index) });
  if (index.model === model) return;
  const fix = 'Make a new index of this run, or name the run that made it';
  const got = index.model === undefined ? 'one of no model that it knows' : 'one of another model';
  throw new UsageError({ who, expected, got, fix });
}
