import { Random } from '../../random.ts';
import { ByClass } from './by-class.ts';
import {
  requireBatchFits,
  requirePositiveIntegers,
  type Sampler,
  shuffledBatches,
  type TripletBatch,
} from './sampler.ts';

const who = 'randomTriplets';

/**
 * Triplets for training. Every sample is an anchor once an epoch (as in `singles`), with a random other sample of its
 * class and a random sample of any other class.
 *
 * @throws NearfarError, from `over`, naming a class of one sample, if there is only one class, or fewer samples than
 *   `batchSize`
 */
export function randomTriplets({ batchSize }: { readonly batchSize: number }): Sampler<TripletBatch> {
  requirePositiveIntegers(who, { batchSize });
  return {
    name: who,
    over(source) {
      const byClass = new ByClass(source);
      requireBatchFits(who, batchSize, source.labels.length);
      byClass.requireClasses(who, 2, 'for negatives');
      byClass.requireSamplesPerClass(who, 2, 'for positives');
      return {
        batchesPerEpoch: Math.ceil(source.labels.length / batchSize),
        *epoch(epoch, seed) {
          const random = new Random(seed).fork(`${who} ${epoch}`);
          for (const anchors of shuffledBatches(source.labels.length, batchSize, random)) {
            yield tripletsOf(anchors, byClass, random);
          }
        },
      };
    },
  };
}

/** A random positive and a random negative for each anchor. */
export function tripletsOf(anchors: Int32Array, byClass: ByClass, random: Random): TripletBatch {
  const positives = anchors.map(anchor => byClass.like(anchor, random));
  return { anchors, positives, negatives: anchors.map(anchor => byClass.unlike(anchor, random)) };
}
