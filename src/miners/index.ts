import * as distances from '../distances/index.ts';
import {
  choice,
  count,
  number,
  numbers,
  type OptionSpec,
  type Registry,
  registry,
  requireOptions,
  thing,
} from '../options.ts';
import { allPairs } from './all-pairs.ts';
import { angularMiner } from './angular-miner.ts';
import { batchEasyHardMiner } from './batch-easy-hard-miner.ts';
import { batchHardMiner } from './batch-hard-miner.ts';
import { cappedMiner } from './capped-miner.ts';
import { distanceWeightedMiner } from './distance-weighted-miner.ts';
import { embeddingsAlreadyPackagedAsTriplets } from './embeddings-already-packaged-as-triplets.ts';
import { hardPairs } from './hard-pairs.ts';
import { hdcMiner } from './hdc-miner.ts';
import type { Miner } from './miner.ts';
import { multiSimilarityMiner } from './multi-similarity-miner.ts';
import { pairMarginMiner } from './pair-margin-miner.ts';
import { tripletMarginMiner } from './triplet-margin-miner.ts';
import { hardestNegative, randomHardNegative, semihardNegative } from './triplet-selector.ts';
import { uniformHistogramMiner } from './uniform-histogram-miner.ts';

export type { BatchEasyHardMinerOptions, Strategy } from './batch-easy-hard-miner.ts';
export type { CappedMinerOptions } from './capped-miner.ts';
export type { DistanceWeightedMinerOptions } from './distance-weighted-miner.ts';
export type { GivenBatch, Labels } from './given-batch.ts';
export type { HDCMinerOptions } from './hdc-miner.ts';
export { type MinedTuples, mine, type Pair, type Triplet } from './mine.ts';
export type { Miner, MinerInput, Reference } from './miner.ts';
export type { MultiSimilarityMinerOptions } from './multi-similarity-miner.ts';
export type { PairMarginMinerOptions } from './pair-margin-miner.ts';
export type { TripletMarginMinerOptions } from './triplet-margin-miner.ts';
export type { TripletSelectorOptions } from './triplet-selector.ts';
export type { PairTuples, TripletRule, TripletTuples, Tuples } from './tuples.ts';
export type { UniformHistogramMinerOptions } from './uniform-histogram-miner.ts';
export {
  allPairs,
  angularMiner,
  batchEasyHardMiner,
  batchHardMiner,
  cappedMiner,
  distanceWeightedMiner,
  embeddingsAlreadyPackagedAsTriplets,
  hardestNegative,
  hardPairs,
  hdcMiner,
  multiSimilarityMiner,
  pairMarginMiner,
  randomHardNegative,
  semihardNegative,
  tripletMarginMiner,
  uniformHistogramMiner,
};

const distance = (name?: string): { distance: OptionSpec } => ({ distance: thing(name, distances.byName) });
const margin = { margin: number(1), ...distance() };
const strategies = ['hard', 'semihard', 'easy', 'all'] as const;

const made: Registry<Miner> = registry<Miner>('miners', 'miner', {
  all: { options: distance(), make: allPairs },
  hard: { options: margin, make: hardestNegative },
  semihard: { options: margin, make: semihardNegative },
  'random-hard': { options: margin, make: randomHardNegative },
  'hard-pairs': { options: distance(), make: hardPairs },
  'batch-hard': { options: distance('euclidean'), make: batchHardMiner },
  'batch-easy-hard': {
    options: {
      posStrategy: choice(strategies, 'easy'),
      negStrategy: choice(strategies, 'semihard'),
      allowedPosRange: numbers(),
      allowedNegRange: numbers(),
      ...distance('euclidean'),
    },
    make: batchEasyHardMiner,
  },
  'triplet-margin': {
    options: {
      margin: number(0.2),
      typeOfTriplets: choice(['all', 'hard', 'semihard', 'easy'], 'all'),
      ...distance('euclidean'),
    },
    make: tripletMarginMiner,
  },
  'pair-margin': {
    options: { posMargin: number(0.2), negMargin: number(0.8), ...distance('euclidean') },
    make: pairMarginMiner,
  },
  'multi-similarity': { options: { epsilon: number(0.1), ...distance('cosine') }, make: multiSimilarityMiner },
  angular: { options: { angle: number(20, { above: 0, max: 89 }) }, make: angularMiner },
  hdc: {
    options: { filterPercentage: number(0.5, { above: 0, max: 1 }), ...distance('euclidean') },
    make: hdcMiner,
  },
  'distance-weighted': {
    options: { cutoff: number(0.5, { above: 0 }), nonzeroLossCutoff: number(1.4, { above: 0 }) },
    make: distanceWeightedMiner,
  },
  'uniform-histogram': {
    options: { numBins: count(100), posPerBin: count(10), negPerBin: count(10), ...distance('euclidean') },
    make: uniformHistogramMiner,
  },
  'packaged-triplets': { options: {}, make: embeddingsAlreadyPackagedAsTriplets },
});

export const { names } = made;

const cap = { tuplesPerAnchor: count() };

/** The options of a miner; every one can be capped to so many tuples an anchor. */
export const optionsOf: Registry<Miner>['optionsOf'] = name => ({ ...made.optionsOf(name), ...cap });

/** A miner by name. Options that it does not have, or values that they cannot take, are errors. */
export function byName(name: string, { tuplesPerAnchor, ...options }: Readonly<Record<string, unknown>> = {}): Miner {
  const miner = made.byName(name, options);
  if (tuplesPerAnchor === undefined) return miner;
  requireOptions(`miner ${name}`, cap, { tuplesPerAnchor });
  return cappedMiner({ miner, tuplesPerAnchor: Number(tuplesPerAnchor) });
}
