import { describe, expect, it } from 'vitest';
import * as miners from '../../src/miners/index.ts';
import { Random } from '../../src/random.ts';

const [N, D] = [6, 5];
const random = new Random(9);
const embeddings = Array.from({ length: N }, () => Array.from({ length: D }, () => random.normal()));

describe('miners.embeddingsAlreadyPackagedAsTriplets()', () => {
  const miner = miners.embeddingsAlreadyPackagedAsTriplets();

  it('takes every three samples for a triplet', async () => {
    const { triplets } = await miners.mine(miner, { embeddings: embeddings.slice(0, 6), labels: [0, 0, 1, 2, 2, 3] });
    expect(triplets).toEqual([
      [0, 1, 2],
      [3, 4, 5],
    ]);
  });

  it('says so where they are not', () =>
    expect(miners.mine(miner, { embeddings: embeddings.slice(0, 4), labels: [0, 0, 1, 1] })).rejects.toThrow(
      'embeddingsAlreadyPackagedAsTriplets: expected a batch of three samples a triplet, got 4 samples.',
    ));
});
