import { UsageError } from '../../errors.ts';
import { Random } from '../../random.ts';
import { ByClass } from './by-class.ts';
import { Dealer } from './dealer.ts';
import { type IndexBatch, requirePositiveIntegers, type Sampler } from './sampler.ts';

const who = 'mPerClass';

/** What `mPerClass` takes; whole numbers from 1. */
export interface MPerClassOptions {
  /** Samples of a class in a batch. */
  readonly m: number;
  /** Samples in a batch, a multiple of `m`: `batchSize / m` classes meet in it. */
  readonly batchSize: number;
}

/**
 * Batches of `batchSize / m` different classes with `m` samples each, standing together. Every sample comes at least
 * once an epoch. What is over is filled by repetition: a class with fewer than `m` samples repeats them, and so do
 * classes already through, where a batch would else be short of classes. (In spirit pytorch-metric-learning's
 * `MPerClassSampler`, which does not promise to reach every sample.)
 *
 * @throws UsageError if `m` does not divide `batchSize`; NearfarError, from `over`, if there are too few classes
 */
export function mPerClass({ m, batchSize }: MPerClassOptions): Sampler<IndexBatch> {
  requirePositiveIntegers(who, { m, batchSize });
  if (batchSize % m !== 0) {
    const nearest = Math.max(m, batchSize - (batchSize % m));
    throw new UsageError({
      who,
      expected: `batchSize to be a multiple of m = ${m}`,
      got: String(batchSize),
      fix: `Try batchSize ${nearest}`,
    });
  }
  const classesPerBatch = batchSize / m;
  return {
    name: who,
    over(source) {
      const byClass = new ByClass(source);
      byClass.requireClasses(who, classesPerBatch, `(batchSize ${batchSize} / m ${m})`);
      return {
        batchesPerEpoch: batchesToReachAll(byClass, m, classesPerBatch),
        *epoch(epoch, seed) {
          const random = new Random(seed).fork(`${who} ${epoch}`);
          yield* fairBatches(byClass, m, classesPerBatch, random);
        },
      };
    },
  };
}

const portionsOf = (byClass: ByClass, label: number, m: number): number => Math.ceil(byClass.size(label) / m);

/** A batch takes one portion of a class, so there are as many batches as the largest class has portions, or more. */
function batchesToReachAll(byClass: ByClass, m: number, classesPerBatch: number): number {
  const portions = Array.from(byClass.present, label => portionsOf(byClass, label, m));
  const all = portions.reduce((sum, count) => sum + count, 0);
  return portions.reduce((most, count) => Math.max(most, count), Math.ceil(all / classesPerBatch));
}

/**
 * Each batch takes a portion of the classes that have the most portions left, ties broken at random: the rule that
 * needs the fewest batches. `waiting[r]` holds the classes with r portions left.
 */
function* fairBatches(byClass: ByClass, m: number, classesPerBatch: number, random: Random): Generator<IndexBatch> {
  const dealer = new Dealer(byClass, random);
  const waiting: number[][] = [[]];
  for (const label of byClass.present) {
    const portions = portionsOf(byClass, label, m);
    while (waiting.length <= portions) waiting.push([]);
    waiting[portions]!.push(label);
  }
  while (waiting.length > 1) {
    const chosen = takeFromTheTop(waiting, classesPerBatch, random);
    const indices = new Int32Array(classesPerBatch * m);
    chosen.forEach(([label, left], i) => {
      dealer.deal(label, indices.subarray(i * m, (i + 1) * m));
      waiting[Math.max(0, left - 1)]!.push(label);
    });
    while (waiting.length > 1 && waiting.at(-1)!.length === 0) waiting.pop();
    yield { indices };
  }
}

/** Takes `count` classes out of `waiting`, those with the most portions left first: [class, portions left]. */
function takeFromTheTop(waiting: number[][], count: number, random: Random): [label: number, left: number][] {
  const taken: [number, number][] = [];
  for (let left = waiting.length - 1; taken.length < count; left--) {
    const classes = waiting[left]!;
    while (classes.length > 0 && taken.length < count) taken.push([takeOne(classes, random), left]);
  }
  return taken;
}

function takeOne(classes: number[], random: Random): number {
  const i = random.int(classes.length);
  const label = classes[i]!;
  classes[i] = classes.at(-1)!;
  classes.pop();
  return label;
}
