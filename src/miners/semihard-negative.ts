import { add, greater, sub } from '../graph/ops/index.ts';
import type { OptionsOf } from '../thing.ts';
import { definePairwiseMiner } from './pairwise-miner.ts';
import { randomPlace, selected, selectorOptions } from './triplet-selector.ts';

/** A semihard negative of every positive pair. */
export const semihardNegative = definePairwiseMiner({
  name: 'semihard',
  summary:
    'For every positive pair a random one of the negatives that are farther than the positive, but within the margin.',
  paper: 'Schroff, Kalenichenko & Philbin 2015',
  options: selectorOptions,
  choose: (choice, options) =>
    selected(choice, options, (negatives, positive, violating) => {
      const nearer = negatives.countWithin(positive);
      const between = sub(violating, nearer);
      return { place: add(nearer, randomPlace(between)), exists: greater(between, 0) };
    }),
});

/** Options of `miners.semihardNegative`. */
export type SemihardNegativeOptions = OptionsOf<typeof semihardNegative>;
