import { NearfarError } from '../../errors.ts';
import { Random } from '../../random.ts';
import { ByClass, type Labelled } from './by-class.ts';
import { distinct } from './distinct.ts';
import { type PairBatch, requirePositiveIntegers } from './sampler.ts';

const who = 'fixedPairs';

/** What `fixedPairs` and `fixedTriplets` take. */
export interface FixedListOptions {
  /** How many to list. */
  readonly count: number;
  /** The same seed gives the same list. Default 0. */
  readonly seed?: number;
}

/**
 * A list of different pairs to evaluate on, the first half of one class, the other half of two, each half drawn evenly
 * from all such pairs of the data set. (An odd `count` has one more of two classes.)
 *
 * @throws NearfarError if the data set has fewer different pairs of one class, or of two
 */
export function fixedPairs(source: Labelled, { count, seed = 0 }: FixedListOptions): PairBatch {
  requirePositiveIntegers(who, { count });
  const byClass = new ByClass(source);
  const random = new Random(seed).fork(who);
  const positives = drawPairs(samePairs(byClass), Math.floor(count / 2), 'one class', random);
  const negatives = drawPairs(differentPairs(byClass), Math.ceil(count / 2), 'different classes', random);
  const pairs = [...positives, ...negatives];
  return {
    left: Int32Array.from(pairs, ([left]) => byClass.order[left]!),
    right: Int32Array.from(pairs, ([, right]) => byClass.order[right]!),
    same: new Uint8Array(count).fill(1, 0, positives.length),
  };
}

/** All pairs of a kind, counted but not listed: `ends[c]` pairs have their first sample in class c or before. */
interface PairSpace {
  readonly ends: Float64Array;
  /** The r-th pair of class c, as places in the order by class. */
  pair(label: number, r: number): readonly [number, number];
}

function drawPairs(space: PairSpace, count: number, kind: string, random: Random): (readonly [number, number])[] {
  const all = space.ends.at(-1) ?? 0;
  if (count > all) {
    const fix = 'Lower count or give more samples';
    throw new NearfarError({ who, expected: `at least ${count} different pairs of ${kind}`, got: String(all), fix });
  }
  return distinct(count, all, random).map(r => {
    const label = firstAbove(space.ends, r);
    return space.pair(label, r - (space.ends[label - 1] ?? 0));
  });
}

/** n(n−1)/2 pairs in a class of n, numbered by walking round a circle: each sample with the next, then with the one after, … */
function samePairs(byClass: ByClass): PairSpace {
  return {
    ends: cumulated(byClass, label => (byClass.size(label) * (byClass.size(label) - 1)) / 2),
    pair(label, r) {
      const n = byClass.size(label);
      const start = byClass.starts[label]!;
      const i = r % n;
      const stride = Math.floor(r / n) + 1;
      return [start + i, start + ((i + stride) % n)];
    },
  };
}

/** Each sample of a class with each sample of the classes after it. */
function differentPairs(byClass: ByClass): PairSpace {
  const after = (label: number): number => byClass.order.length - byClass.starts[label + 1]!;
  return {
    ends: cumulated(byClass, label => byClass.size(label) * after(label)),
    pair(label, r) {
      const others = after(label);
      return [byClass.starts[label]! + Math.floor(r / others), byClass.starts[label + 1]! + (r % others)];
    },
  };
}

function cumulated(byClass: ByClass, count: (label: number) => number): Float64Array {
  let sum = 0;
  return Float64Array.from({ length: byClass.starts.length - 1 }, (_, label) => {
    sum += count(label);
    return sum;
  });
}

/** The first index whose value is above `x`, in values that never fall. */
function firstAbove(values: Float64Array, x: number): number {
  let [low, high] = [0, values.length - 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle]! > x) high = middle;
    else low = middle + 1;
  }
  return low;
}
