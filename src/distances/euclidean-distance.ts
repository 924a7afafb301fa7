import type { OptionsOf } from '../thing.ts';
import { defineDistance } from './distance.ts';
import { lpOf } from './lp-distance.ts';
import { normalize, power } from './options.ts';

/** The Euclidean distance. */
export const euclideanDistance = defineDistance({
  name: 'euclidean',
  summary: 'The Euclidean distance: `lp` with p = 2.',
  equation: '‖a − b‖^power',
  notes: 'Range 0 to ∞, or 0 to 2^power on normalised embeddings.',
  options: { power, normalize },
  make: options => lpOf({ p: 2, ...options }),
});

/** Options of `distances.euclideanDistance`. */
export type EuclideanDistanceOptions = OptionsOf<typeof euclideanDistance>;
