import { Random } from '../../random.ts';
import {
  type IndexBatch,
  requireBatchFits,
  requirePositiveIntegers,
  type Sampler,
  shuffledBatches,
} from './sampler.ts';

/**
 * Every sample once an epoch, in random order. Where `batchSize` does not divide the number of samples, the last batch
 * is filled up with the samples the epoch began with.
 *
 * @throws NearfarError, from `over`, if there are fewer samples than `batchSize`
 */
export function singles({ batchSize }: { readonly batchSize: number }): Sampler<IndexBatch> {
  requirePositiveIntegers('singles', { batchSize });
  return {
    name: 'singles',
    over({ labels }) {
      requireBatchFits('singles', batchSize, labels.length);
      return {
        batchesPerEpoch: Math.ceil(labels.length / batchSize),
        *epoch(epoch, seed) {
          const random = new Random(seed).fork(`singles ${epoch}`);
          for (const indices of shuffledBatches(labels.length, batchSize, random)) yield { indices };
        },
      };
    },
  };
}
