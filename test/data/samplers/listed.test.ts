import { expect, it } from 'vitest';
import { listed } from '../../../src/data/samplers/listed.ts';
import type { TupleList } from '../../../src/data/tuples.ts';

const list: TupleList = {
  kind: 'triplets',
  rows: [Int32Array.of(0, 1, 2, 3, 4), Int32Array.of(5, 6, 7, 8, 9), Int32Array.of(9, 8, 7, 6, 5)],
};
const flat = (batches: Iterable<readonly Int32Array[]>) =>
  [...batches].flatMap(columns => Array.from(columns[0]!, (_, i) => columns.map(column => column[i]!).join()));

it('listed gives every tuple once an epoch, whole, in another order each epoch and the same for a seed', () => {
  const epochs = listed(list, { batchSize: 5 });
  const first = flat(epochs.epoch(0, 1));
  expect(epochs.batchesPerEpoch).toBe(1);
  expect(first.toSorted()).toEqual(['0,5,9', '1,6,8', '2,7,7', '3,8,6', '4,9,5']);
  expect(flat(epochs.epoch(0, 1))).toEqual(first);
  expect(flat(epochs.epoch(1, 1))).not.toEqual(first);
});

it('listed fills the last batch up, and refuses a batch that is larger than the list', () => {
  const epochs = listed(list, { batchSize: 3 });
  expect(epochs.batchesPerEpoch).toBe(2);
  expect(new Set(flat(epochs.epoch(0, 0)))).toHaveProperty('size', 5);
  expect(() => listed(list, { batchSize: 6 })).toThrow(
    'the list of triplets: expected at least one batch of 6 triplets, got 5 triplets. Lower batchSize to 5 or less.',
  );
});
