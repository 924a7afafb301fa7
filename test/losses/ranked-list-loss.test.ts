import { it } from 'vitest';
import * as distances from '../../src/distances/index.ts';
import * as losses from '../../src/losses/index.ts';
import { expectClose } from '../support/close.ts';

it('rankedListLoss({ Tp: 1 }) weighs positives that lie far apart without overflow', async () => {
  const distance = distances.lpDistance({ normalize: false });
  const loss = losses.rankedListLoss({ Tp: 1, distance });
  const embeddings = [[0], [200], [300]];
  const { value, gradients } = await losses.evaluate(loss, { embeddings, labels: [0, 0, 0] });
  // Of each sample the farther positive has all the weight: ½ (d − 0.8), averaged.
  expectClose([value], [(0.5 * (299.2 + 199.2 + 299.2)) / 3]);
  expectClose(Array.from(gradients.embeddings.data, Number), [-0.5, 1 / 6, 1 / 3]);
});
