import { describeOptions, readOptions } from '../options.ts';
import { type Registry, registry } from '../thing.ts';
import { allPairs } from './all-pairs.ts';
import { angularMiner } from './angular-miner.ts';
import { batchEasyHardMiner } from './batch-easy-hard-miner.ts';
import { batchHardMiner } from './batch-hard-miner.ts';
import { capOptions, cappedMiner } from './capped-miner.ts';
import { distanceWeightedMiner } from './distance-weighted-miner.ts';
import { embeddingsAlreadyPackagedAsTriplets } from './embeddings-already-packaged-as-triplets.ts';
import { hardPairs } from './hard-pairs.ts';
import { hardestNegative } from './hardest-negative.ts';
import { hdcMiner } from './hdc-miner.ts';
import type { Miner } from './miner.ts';
import { multiSimilarityMiner } from './multi-similarity-miner.ts';
import { pairMarginMiner } from './pair-margin-miner.ts';
import { randomHardNegative } from './random-hard-negative.ts';
import { semihardNegative } from './semihard-negative.ts';
import { tripletMarginMiner } from './triplet-margin-miner.ts';
import { uniformHistogramMiner } from './uniform-histogram-miner.ts';

export * from './all-pairs.ts';
export * from './angular-miner.ts';
export * from './batch-easy-hard-miner.ts';
export * from './batch-hard-miner.ts';
export { type CappedMinerOptions, cappedMiner } from './capped-miner.ts';
export * from './distance-weighted-miner.ts';
export * from './embeddings-already-packaged-as-triplets.ts';
export type { GivenBatch, Labels } from './given-batch.ts';
export * from './hard-pairs.ts';
export * from './hardest-negative.ts';
export * from './hdc-miner.ts';
export { type BatchToMine, type MinedTuples, mine, type Pair, type Triplet } from './mine.ts';
export { defineMiner, type Miner, type MinerInput, type Reference } from './miner.ts';
export * from './multi-similarity-miner.ts';
export * from './pair-margin-miner.ts';
export { type Choice, definePairwiseMiner, distanceOption, type PairwiseMinerDefinition } from './pairwise-miner.ts';
export * from './random-hard-negative.ts';
export * from './semihard-negative.ts';
export * from './triplet-margin-miner.ts';
export type { PairTuples, TripletRule, TripletTuples, Tuples } from './tuples.ts';
export * from './uniform-histogram-miner.ts';

const made: Registry<Miner> = registry<Miner>('miners', 'miner', [
  allPairs,
  hardestNegative,
  semihardNegative,
  randomHardNegative,
  hardPairs,
  batchHardMiner,
  batchEasyHardMiner,
  tripletMarginMiner,
  pairMarginMiner,
  multiSimilarityMiner,
  angularMiner,
  hdcMiner,
  distanceWeightedMiner,
  uniformHistogramMiner,
  embeddingsAlreadyPackagedAsTriplets,
]);

/** The names of all miners, as the command line takes them. */
export const names = made.names;

/** What there is to know about a miner; every one can be capped to so many tuples an anchor. */
export const about: Registry<Miner>['about'] = name => {
  const miner = made.about(name);
  return { ...miner, options: { ...miner.options, ...describeOptions(capOptions) } };
};

/** The options of the miner of a name: sentence, range and default of each. @throws UsageError for an unknown name */
export const optionsOf: Registry<Miner>['optionsOf'] = name => about(name).options;

/** A miner by name. Options that it does not have, or values that they cannot take, are errors. */
export function byName(name: string, { tuplesPerAnchor, ...options }: Readonly<Record<string, unknown>> = {}): Miner {
  const miner = made.byName(name, options);
  const cap = readOptions(`miner ${name}`, capOptions, { tuplesPerAnchor }).tuplesPerAnchor;
  return cap === undefined ? miner : cappedMiner({ miner, tuplesPerAnchor: cap });
}
