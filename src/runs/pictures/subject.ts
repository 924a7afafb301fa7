import type { Dataset } from '../../data/dataset.ts';
import type { ProjectionMethod } from '../../report/index.ts';
import type { Model } from '../../training/model.ts';
import type { Thresholds } from '../calibration.ts';
import type { EvaluationSplit } from '../evaluation-split.ts';

/** A picture by the name of its files. */
export interface Picture {
  readonly name: string;
  readonly svg: string;
}

/** A projection, or the one that suits the number of classes: principal components up to ten, UMAP above. */
export type Projection = ProjectionMethod | 'auto';

/** What the pictures of a run are about. */
export interface Subject {
  /** Such as "siamese on mnist". */
  readonly title: string;
  readonly model: Model;
  /** At least one; the run's top-level metrics are over the first. */
  readonly splits: readonly EvaluationSplit[];
  /** The largest distances at which a pair counts as one class, by name, found on validation pairs; empty where there are none. */
  readonly thresholds: Thresholds;
  /** How embeddings of more than two dimensions are drawn in the plane. */
  readonly projection: Projection;
}

/** Whether samples can be looked at: [n, 1 or 3 channels, height, width]. */
export const areImages = ({ samples: { shape } }: Dataset): boolean =>
  shape.length === 4 && (shape[1] === 1 || shape[1] === 3);
