import { NearfarError, UsageError } from '../../errors.ts';
import { Random } from '../../random.ts';
import { ByClass, type Labelled } from './by-class.ts';
import { Dealer } from './dealer.ts';
import { type IndexBatch, requirePositiveIntegers, type Sampler } from './sampler.ts';

const who = 'hierarchical';

/** What `hierarchical` takes; whole numbers from 1. */
export interface HierarchicalOptions {
  /** Samples in a batch, a multiple of `superClassesPerBatch · samplesPerClass`. */
  readonly batchSize: number;
  /** Samples of a class in a batch. */
  readonly samplesPerClass: number;
  /** Super-classes that meet in a batch. Default 2. */
  readonly superClassesPerBatch?: number;
  /** Batches for each tuple of super-classes. Default 4. */
  readonly batchesPerSuperTuple?: number;
}

/**
 * Batches out of few super-classes (`groups` of the data set: alphabets, species), so that the negatives are hard: an
 * epoch goes through every tuple of super-classes, in random order, several batches each. A batch takes equally many
 * samples of each super-class: random classes of it, `samplesPerClass` samples each. A super-class with too few classes
 * gives its classes again. (pytorch-metric-learning's `HierarchicalSampler`, after Cakir et al., "Deep metric
 * learning to rank", 2019; batches here all have `batchSize` samples.)
 *
 * @throws UsageError if the sizes do not divide; NearfarError, from `over`, if the data set has no groups or too few
 */
export function hierarchical(options: HierarchicalOptions): Sampler<IndexBatch> {
  const { batchSize, samplesPerClass, superClassesPerBatch = 2, batchesPerSuperTuple = 4 } = options;
  requirePositiveIntegers(who, { batchSize, samplesPerClass, superClassesPerBatch, batchesPerSuperTuple });
  const unit = superClassesPerBatch * samplesPerClass;
  if (batchSize % unit !== 0) {
    const expected = `batchSize to be a multiple of superClassesPerBatch · samplesPerClass = ${unit}`;
    throw new UsageError({ who, expected, got: String(batchSize) });
  }
  return {
    name: who,
    over(source) {
      const byClass = new ByClass(source);
      const families = classesByGroup(source, byClass);
      requireGroups(families.length, superClassesPerBatch);
      const tuples = combinations(families.length, superClassesPerBatch);
      return {
        batchesPerEpoch: tuples.length * batchesPerSuperTuple,
        *epoch(epoch, seed) {
          const random = new Random(seed).fork(`${who} ${epoch}`);
          const dealer = new Dealer(byClass, random);
          for (const turn of random.permutation(tuples.length * batchesPerSuperTuple)) {
            const chosen = tuples[Math.floor(turn / batchesPerSuperTuple)]!.map(group => families[group]!);
            yield { indices: drawBatch(chosen, batchSize / unit, samplesPerClass, dealer, random) };
          }
        },
      };
    },
  };
}

/** From each family of classes, `classesEach` classes; from each of them, the next samples. */
function drawBatch(
  families: readonly number[][],
  classesEach: number,
  samplesPerClass: number,
  dealer: Dealer,
  random: Random,
): Int32Array {
  const indices = new Int32Array(families.length * classesEach * samplesPerClass);
  families.forEach((family, f) => {
    const order = random.permutation(family.length);
    for (let i = 0; i < classesEach; i++) {
      const start = (f * classesEach + i) * samplesPerClass;
      dealer.deal(family[order[i % order.length]!]!, indices.subarray(start, start + samplesPerClass));
    }
  });
  return indices;
}

/** The classes of each group, groups in the order of their first class. */
function classesByGroup({ groups }: Labelled, { present }: ByClass): number[][] {
  if (groups === undefined) {
    throw new NearfarError({
      who,
      expected: 'a data set that tells the group of each class',
      got: 'one without groups',
    });
  }
  const families = new Map<string, number[]>();
  for (const label of present) {
    const group = groups[label]!;
    families.set(group, [...(families.get(group) ?? []), label]);
  }
  return [...families.values()];
}

function requireGroups(got: number, least: number): void {
  if (got >= least) return;
  throw new NearfarError({
    who,
    expected: `at least ${least} groups of classes (superClassesPerBatch)`,
    got: String(got),
  });
}

/** All ways to choose `count` of the integers 0 … n−1, each in rising order. */
function combinations(n: number, count: number, from = 0): number[][] {
  if (count === 0) return [[]];
  const rest = Array.from({ length: n - count + 1 - from }, (_, i) => from + i);
  return rest.flatMap(first => combinations(n, count - 1, first + 1).map(tail => [first, ...tail]));
}
