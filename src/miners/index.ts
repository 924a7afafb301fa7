import { unknownName } from '../errors.ts';
import { allPairs } from './all-pairs.ts';
import { hardPairs } from './hard-pairs.ts';
import type { Miner } from './miner.ts';
import { hardestNegative, randomHardNegative, semihardNegative } from './triplet-selector.ts';

export type { Miner, MinerInput } from './miner.ts';
export type { PairTuples, TripletTuples, Tuples } from './tuples.ts';
export { allPairs, hardestNegative, hardPairs, randomHardNegative, semihardNegative };

const entries: Readonly<Record<string, { options: readonly string[]; make: (options: never) => Miner }>> = {
  all: { options: [], make: allPairs },
  hard: { options: ['margin'], make: hardestNegative },
  semihard: { options: ['margin'], make: semihardNegative },
  'random-hard': { options: ['margin'], make: randomHardNegative },
  'hard-pairs': { options: [], make: hardPairs },
};

/** The names that `byName` knows. */
export const names: readonly string[] = Object.keys(entries);

/** A miner by name. Options that it does not have are errors. */
export function byName(name: string, options: Readonly<Record<string, unknown>> = {}): Miner {
  const entry = Object.hasOwn(entries, name) ? entries[name]! : undefined;
  if (!entry) throw unknownName('miners', 'a miner', name, names);
  const unknown = Object.keys(options).find(option => !entry.options.includes(option));
  if (unknown !== undefined) throw unknownName(`miner ${name}`, 'an option', unknown, entry.options);
  return entry.make(options as never);
}
