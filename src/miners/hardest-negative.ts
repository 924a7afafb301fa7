import { greater, mul } from '../graph/ops/index.ts';
import type { OptionsOf } from '../thing.ts';
import { definePairwiseMiner } from './pairwise-miner.ts';
import { selected, selectorOptions } from './triplet-selector.ts';

/** The hardest negative of every positive pair. */
export const hardestNegative = definePairwiseMiner({
  name: 'hard',
  summary: 'For every positive pair the nearest negative, where it violates the margin.',
  options: selectorOptions,
  choose: (choice, options) =>
    selected(choice, options, (_negatives, _positive, violating) => ({
      place: mul(violating, 0),
      exists: greater(violating, 0),
    })),
});

/** Options of `miners.hardestNegative`. */
export type HardestNegativeOptions = OptionsOf<typeof hardestNegative>;
