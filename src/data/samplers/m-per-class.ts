import { UsageError } from '../../errors.ts';
import { Random } from '../../random.ts';
import { ByClass } from './by-class.ts';
import { Dealer } from './dealer.ts';
import { distinct } from './distinct.ts';
import { type IndexBatch, requirePositiveIntegers, type Sampler } from './sampler.ts';

const who = 'mPerClass';

/** What `mPerClass` takes. */
export interface MPerClassOptions {
  /** Samples of a class in a batch, a whole number from 1. */
  readonly m: number;
  /** Samples in a batch, a multiple of `m`: `batchSize / m` classes meet in it. */
  readonly batchSize: number;
  /**
   * Whether the classes of a batch are drawn at random, each as likely whatever its size, as pytorch-metric-learning's
   * `MPerClassSampler` does. Then an epoch has as many batches as its samples fill, and need not reach every sample.
   * Default false.
   */
  readonly uniformClasses?: boolean;
}

/**
 * Batches of `batchSize / m` different classes with `m` samples each, standing together, in random order. Every sample
 * comes at least once an epoch, unless classes are to be uniform. What is over is filled by repetition: a class with fewer
 * than `m` samples repeats them, and so do classes already through, where a batch would else be short of classes.
 *
 * @throws UsageError if `m` does not divide `batchSize`; NearfarError, from `over`, if there are too few classes
 */
export function mPerClass({ m, batchSize, uniformClasses = false }: MPerClassOptions): Sampler<IndexBatch> {
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
      const batchesPerEpoch = uniformClasses
        ? Math.ceil(source.labels.length / batchSize)
        : batchesToReachAll(byClass, m, classesPerBatch);
      return {
        batchesPerEpoch,
        *epoch(epoch, seed) {
          const random = new Random(seed).fork(`${who} ${epoch}`);
          if (uniformClasses) yield* uniformBatches(byClass, m, classesPerBatch, batchesPerEpoch, random);
          else yield* inRandomOrder([...fairBatches(byClass, m, classesPerBatch, random)], random);
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
    for (const [label, left] of chosen) waiting[Math.max(0, left - 1)]!.push(label);
    while (waiting.length > 1 && waiting.at(-1)!.length === 0) waiting.pop();
    yield dealt(
      chosen.map(([label]) => label),
      m,
      dealer,
    );
  }
}

/** The rule above takes large classes first: in its order small ones would meet them at the end of an epoch alone. */
function* inRandomOrder(batches: readonly IndexBatch[], random: Random): Generator<IndexBatch> {
  for (const turn of random.permutation(batches.length)) yield batches[turn]!;
}

function* uniformBatches(
  byClass: ByClass,
  m: number,
  classesPerBatch: number,
  batches: number,
  random: Random,
): Generator<IndexBatch> {
  const dealer = new Dealer(byClass, random);
  for (let i = 0; i < batches; i++) {
    const places = distinct(classesPerBatch, byClass.present.length, random);
    yield dealt(
      places.map(place => byClass.present[place]!),
      m,
      dealer,
    );
  }
}

/** A batch of the next `m` samples of each class. */
function dealt(classes: readonly number[], m: number, dealer: Dealer): IndexBatch {
  const indices = new Int32Array(classes.length * m);
  classes.forEach((label, i) => {
    dealer.deal(label, indices.subarray(i * m, (i + 1) * m));
  });
  return { indices };
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
