import { UsageError } from '../../errors.ts';
import { Random } from '../../random.ts';
import { ByClass } from './by-class.ts';
import { type PairBatch, requireBatchFits, requirePositiveIntegers, type Sampler, shuffledBatches } from './sampler.ts';

const who = 'randomPairs';

/** What `randomPairs` takes. */
export interface RandomPairsOptions {
  /** Pairs in a batch. */
  readonly batchSize: number;
  /** The part of each batch's pairs that are of one class, from 0 to 1 (rounded to whole pairs). Default 0.5. */
  readonly positiveFraction?: number;
}

/**
 * Pairs for training. Every sample is the left one of a pair once an epoch (as in `singles`); the right one is another
 * sample of its class or, for the batch's later pairs, a sample of any other class. A sample is never paired with itself.
 *
 * @throws NearfarError, from `over`, naming a class of one sample (if pairs of one class are wanted), if there is
 *   only one class (if pairs of two are), or fewer samples than `batchSize`
 */
export function randomPairs({ batchSize, positiveFraction = 0.5 }: RandomPairsOptions): Sampler<PairBatch> {
  requirePositiveIntegers(who, { batchSize });
  if (!(positiveFraction >= 0 && positiveFraction <= 1)) {
    throw new UsageError({ who, expected: 'positiveFraction from 0 to 1', got: String(positiveFraction) });
  }
  const positives = Math.round(batchSize * positiveFraction);
  return {
    name: who,
    over(source) {
      const byClass = new ByClass(source);
      requireBatchFits(who, batchSize, source.labels.length);
      if (positives < batchSize) byClass.requireClasses(who, 2, 'for pairs of different classes');
      if (positives > 0) byClass.requireSamplesPerClass(who, 2, 'for pairs of one class');
      return {
        batchesPerEpoch: Math.ceil(source.labels.length / batchSize),
        *epoch(epoch, seed) {
          const random = new Random(seed).fork(`${who} ${epoch}`);
          for (const left of shuffledBatches(source.labels.length, batchSize, random)) {
            const right = left.map((sample, i) =>
              i < positives ? byClass.like(sample, random) : byClass.unlike(sample, random),
            );
            yield { left, right, same: new Uint8Array(batchSize).fill(1, 0, positives) };
          }
        },
      };
    },
  };
}
