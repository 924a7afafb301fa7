import { describe, expect, it } from 'vitest';
import type { Miner } from '../../src/miners/index.ts';
import * as miners from '../../src/miners/index.ts';
import type { Thing } from '../../src/thing.ts';
import { golden } from '../support/golden.ts';
import { distanceOf } from '../support/golden-distances.ts';

interface MinerCase {
  miner: string;
  params: Record<string, number | string>;
  distance: string;
  triplets?: number[][];
  pairs?: { anchorPositive: number[][]; anchorNegative: number[][] };
}

const { embeddings, labels, cases } = golden<{ embeddings: number[][]; labels: number[]; cases: MinerCase[] }>(
  'miners',
);

const camel = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

const make: Record<string, Thing<Miner>> = {
  BatchHardMiner: miners.batchHardMiner,
  BatchEasyHardMiner: miners.batchEasyHardMiner,
  MultiSimilarityMiner: miners.multiSimilarityMiner,
  PairMarginMiner: miners.pairMarginMiner,
  TripletMarginMiner: miners.tripletMarginMiner,
  AngularMiner: miners.angularMiner,
  HDCMiner: miners.hdcMiner,
};

const asSet = (tuples: readonly number[][] | undefined) => tuples?.map(tuple => tuple.join(' ')).sort();

describe('miners.mine(miner, batch) chooses what pytorch-metric-learning does', () => {
  it.each(cases.map(c => [`${c.miner} ${JSON.stringify(c.params)} ${c.distance}`, c] as const))('%s', async (_, c) => {
    const params = Object.fromEntries(Object.entries(c.params).map(([name, value]) => [camel(name), value]));
    const thing = make[c.miner]!;
    const distance = 'distance' in thing.definition.options && { distance: distanceOf[c.distance] };
    const miner = thing({ ...params, ...distance });
    const mined = await miners.mine(miner, { embeddings, labels });
    expect(asSet(mined.triplets)).toEqual(asSet(c.triplets));
    expect(asSet(mined.anchorPositive)).toEqual(asSet(c.pairs?.anchorPositive));
    expect(asSet(mined.anchorNegative)).toEqual(asSet(c.pairs?.anchorNegative));
  });
});
