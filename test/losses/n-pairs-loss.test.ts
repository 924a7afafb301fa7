import { expect, it } from 'vitest';
import * as distances from '../../src/distances/index.ts';
import * as losses from '../../src/losses/index.ts';
import { Random } from '../../src/random.ts';

it('nPairsLoss is not below 0 where embeddings are so long that float32 rounds the logits by whole numbers', async () => {
  const random = new Random(0);
  const row = () => Array.from({ length: 100 }, () => 1000 * random.normal()); // of length 10⁴
  const rows = Array.from({ length: 8 }, row);
  const distance = distances.dotProductSimilarity({ normalize: false });
  const { value } = await losses.evaluate(losses.nPairsLoss({ distance }), {
    embeddings: [...rows, ...rows.map(r => r.map(v => v + 300 * random.normal()))],
    labels: [0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7],
  });
  expect(value).toBe(0);
});
