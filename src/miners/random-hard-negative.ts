import { greater } from '../graph/ops/index.ts';
import type { OptionsOf } from '../thing.ts';
import { definePairwiseMiner } from './pairwise-miner.ts';
import { randomPlace, selected, selectorOptions } from './triplet-selector.ts';

/** A random violating negative of every positive pair. */
export const randomHardNegative = definePairwiseMiner({
  name: 'random-hard',
  summary: 'For every positive pair a random one of the negatives that violate the margin.',
  options: selectorOptions,
  choose: (choice, options) =>
    selected(choice, options, (_negatives, _positive, violating) => ({
      place: randomPlace(violating),
      exists: greater(violating, 0),
    })),
});

/** Options of `miners.randomHardNegative`. */
export type RandomHardNegativeOptions = OptionsOf<typeof randomHardNegative>;
