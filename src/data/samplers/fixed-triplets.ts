import { Random } from '../../random.ts';
import { ByClass, type Labelled } from './by-class.ts';
import type { FixedListOptions } from './fixed-pairs.ts';
import { tripletsOf } from './random-triplets.ts';
import { requirePositiveIntegers, type TripletBatch } from './sampler.ts';

const who = 'fixedTriplets';

/**
 * A list of triplets to evaluate on. Anchors are samples in random order, again from the start where `count` is more
 * than there are; positives and negatives are drawn as in `randomTriplets`.
 *
 * @throws NearfarError naming a class of one sample, or if there is only one class
 */
export function fixedTriplets(source: Labelled, { count, seed = 0 }: FixedListOptions): TripletBatch {
  requirePositiveIntegers(who, { count });
  const byClass = new ByClass(source);
  byClass.requireClasses(who, 2, 'for negatives');
  byClass.requireSamplesPerClass(who, 2, 'for positives');
  const random = new Random(seed).fork(who);
  const order = random.permutation(source.labels.length);
  return tripletsOf(
    Int32Array.from({ length: count }, (_, i) => order[i % order.length]!),
    byClass,
    random,
  );
}
