import { Random } from '../../random.ts';
import { type TupleList, tupleCount } from '../tuples.ts';
import { type Epochs, requireBatchFits, shuffledBatches } from './sampler.ts';

/**
 * Every pair or triplet of a list once an epoch, in random order: batches of the rows of each side. Where `batchSize` does not
 * divide their number, the last batch is filled up with those the epoch began with.
 *
 * @throws NearfarError if there are fewer than `batchSize`
 */
export function listed(list: TupleList, { batchSize }: { readonly batchSize: number }): Epochs<readonly Int32Array[]> {
  const count = tupleCount(list);
  requireBatchFits(`the list of ${list.kind}`, batchSize, count, list.kind);
  return {
    batchesPerEpoch: Math.ceil(count / batchSize),
    *epoch(epoch, seed) {
      const random = new Random(seed).fork(`listed ${epoch}`);
      for (const chosen of shuffledBatches(count, batchSize, random)) {
        yield list.rows.map(column => chosen.map(i => column[i]!));
      }
    },
  };
}
