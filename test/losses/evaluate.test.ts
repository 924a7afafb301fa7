import { expect, it } from 'vitest';
import * as losses from '../../src/losses/index.ts';

const batch = {
  embeddings: [
    [1, 0],
    [0, 1],
    [1, 1],
  ],
  labels: [0, 1, 1],
};

it('losses.evaluate(loss, { parameters }) takes nested arrays for weights', async () => {
  const loss = losses.normalizedSoftmaxLoss({ numClasses: 2 });
  const W = [
    [1, 2],
    [3, 4],
  ];
  const array = { data: Float32Array.of(1, 2, 3, 4), shape: [2, 2] };
  const nested = await losses.evaluate(loss, { ...batch, parameters: { W } });
  expect(nested).toEqual(await losses.evaluate(loss, { ...batch, parameters: { W: array } }));
  await expect(losses.evaluate(loss, { ...batch, parameters: { W: [[1, 2], [3]] } })).rejects.toThrow(
    'losses.evaluate, W: expected 2 values at [1], got 1 values.',
  );
  await expect(losses.evaluate(loss, { ...batch, parameters: { W: [[1, 2, 3]] } })).rejects.toThrow(
    'losses.evaluate: expected W of shape [2, 2], got [1, 3].',
  );
});
