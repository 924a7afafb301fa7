import { expect, it } from 'vitest';
import * as g from '../../src/graph/index.ts';
import { activeShare } from '../../src/methods/active-share.ts';
import * as miners from '../../src/miners/index.ts';

/** Two classes of two points on a line; the classes are `gap` apart. */
async function share(miner: string, gap: number): Promise<number | undefined> {
  const embeddings = g.constant([0, 0.1, gap, gap + 0.1], { shape: [4, 1] });
  const labels = g.constant([0, 0, 1, 1], { dtype: 'int32', shape: [4] });
  const found = miners.byName(miner).mine({ embeddings, labels });
  const tensor = activeShare(found, { embeddings, labels });
  return tensor && Number((await g.evaluate({ tensor }))['tensor']!.data[0]);
}

it('activeShare(tuples, batch) is the share of positive pairs that have a violating negative', async () => {
  expect(await share('random-hard', 0.5)).toBe(1);
  expect(await share('random-hard', 1.05)).toBe(0.5); // 0.95² < 0.1² + 1, for the two inner points only
  expect(await share('random-hard', 3)).toBe(0);
  expect(await share('hard', 3)).toBe(0);
});

it('activeShare(tuples, batch) is, for miners of pairs, the share of all pairs', async () => {
  expect(await share('all', 3)).toBe(1);
  expect(await share('hard-pairs', 3)).toBeCloseTo(8 / 12, 6); // all 4 positive pairs and as many of 8 negative ones
});

it('activeShare(tuples, batch) is undefined for miners that always choose as many tuples, or that state a rule', async () => {
  expect(await share('batch-hard', 1)).toBeUndefined();
  expect(await share('triplet-margin', 1)).toBeUndefined();
});
