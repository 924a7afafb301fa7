import type { OptionsOf } from '../thing.ts';
import { defineDistance } from './distance.ts';
import { lpOf } from './lp-distance.ts';
import { normalize } from './options.ts';

/** The squared Euclidean distance. */
export const squaredEuclideanDistance = defineDistance({
  name: 'squared-euclidean',
  summary: 'The squared Euclidean distance: `lp` with p = 2 and power = 2.',
  equation: '‖a − b‖²',
  notes: 'Range 0 to ∞, or 0 to 4 on normalised embeddings.',
  options: { normalize },
  make: options => lpOf({ p: 2, power: 2, ...options }),
});

/** Options of `distances.squaredEuclideanDistance`. */
export type SquaredEuclideanDistanceOptions = OptionsOf<typeof squaredEuclideanDistance>;
