import { NearfarError } from '../errors.ts';
import type { DistanceRow } from './squared-distances.ts';

/**
 * Places of the matches among all references of one query, from 1, nearest first. Matches stand together among the
 * references, so that nothing need be asked of each. They are sorted by buckets, and every other reference is counted
 * into the gap between two of them that it falls into: no sort over all references, O(references) a query.
 *
 * Where a match and another reference are equally far, the other comes first: embeddings that have all fallen on one
 * point must not look perfect.
 */
export class Ranker {
  readonly #who: string;
  readonly #matches: Int32Array<ArrayBuffer>;
  /** Matches by distance. */
  readonly #sorted: Int32Array<ArrayBuffer>;
  readonly #gaps: Uint32Array;
  readonly #ranks: Uint32Array;
  /** Where each bucket begins in `sorted`. */
  readonly #starts: Int32Array;

  /** For searches among so many references; `who` is named in errors. */
  constructor(references: number, who: string) {
    this.#who = who;
    this.#matches = new Int32Array(references);
    this.#sorted = new Int32Array(references);
    this.#gaps = new Uint32Array(references);
    this.#ranks = new Uint32Array(references);
    this.#starts = new Int32Array(16 * references + 3);
  }

  /**
   * The references from `start` to before `end` match; the one at `excluded` is left out (the query itself), −1 for none.
   * Overwrites the row.
   *
   * @throws NearfarError if a distance is not a number
   */
  ranks(row: DistanceRow, start: number, end: number, excluded: number): Uint32Array {
    const keys = new Int32Array(row.values.buffer, row.values.byteOffset, row.values.length);
    if (row.unsure === undefined) this.#order(row.values, keys);
    let matches = this.#take(keys, start, end, excluded);
    // A reference that is unsure is nearer than any match that is sure: exactly how near does not matter.
    if (row.unsure !== undefined && matches.some(key => key < bitsOfFloat(row.unsure!))) {
      makeSure(row);
      matches = this.#take(keys, start, end, excluded);
    }
    const count = matches.length;
    if (count === 0) return this.#ranks.subarray(0, 0);
    const buckets = this.#sort(matches);
    const gaps = this.#gaps.fill(0, 0, count);
    countInto(gaps, keys.subarray(0, start), buckets);
    countInto(gaps, keys.subarray(end), buckets);
    let nearer = 0;
    for (let i = 0; i < count; i++) {
      nearer += gaps[i]!;
      this.#ranks[i] = nearer + i + 1;
    }
    return this.#ranks.subarray(0, count);
  }

  #take(keys: Int32Array, start: number, end: number, excluded: number): Int32Array {
    let count = 0;
    for (let j = start; j < end; j++) if (j !== excluded) this.#matches[count++] = keys[j]!;
    return this.#matches.subarray(0, count);
  }

  /** Turns bits of floating-point numbers into whole numbers that order as they do: those of negative ones. */
  #order(distances: Float32Array, keys: Int32Array): void {
    for (let j = 0; j < keys.length; j++) {
      const bits = keys[j]!;
      if (Number.isNaN(distances[j]!)) this.#refuse(j);
      if (bits < 0) keys[j] = bits === MINUS_ZERO ? 0 : bits ^ 0x7fffffff;
    }
  }

  #refuse(reference: number): never {
    const got = `one to reference ${reference} that is not a number`;
    throw new NearfarError({
      who: this.#who,
      expected: 'distances',
      got,
      fix: 'Look at the distance, or at the length of the embeddings',
    });
  }

  /**
   * Sorts keys by buckets: those near the farthest by four to sixteen of equal width a key and then by insertion, those far
   * below it, of which there are few, in one.
   */
  #sort(keys: Int32Array): Buckets {
    let [least, last] = [keys[0]!, keys[0]!];
    for (let i = 1; i < keys.length; i++) {
      const key = keys[i]!;
      if (key < least) least = key;
      else if (key > last) last = key;
    }
    const first = Math.max(least, last - WIDEST);
    const shift = Math.max(0, bitsOf(last - first) - bitsOf(keys.length) - SPARE_BITS);
    const length = bucketOf(last, first, shift) + 1;
    const starts = this.#starts.subarray(0, length + 1).fill(0);
    for (let i = 0; i < keys.length; i++) starts[bucketOf(keys[i]!, first, shift)]!++;
    let [end, most] = [starts[0]!, 0];
    for (let bucket = 1; bucket <= length; bucket++) {
      const size = starts[bucket]!;
      if (size > most) most = size;
      end += size;
      starts[bucket] = end;
    }
    const sorted = this.#sorted.subarray(0, keys.length);
    for (let i = 0; i < keys.length; i++) sorted[--starts[bucketOf(keys[i]!, first, shift)]!] = keys[i]!;
    if (most > CROWD) sorted.sort();
    else sorted.subarray(0, starts[1]).sort();
    if (most <= CROWD) insertionSort(sorted);
    return { sorted, starts, first, last, shift, crowded: most > CROWD };
  }
}

interface Buckets {
  readonly sorted: Int32Array;
  /** Where each bucket begins in `sorted`; one more says where the last ends. */
  readonly starts: Int32Array;
  /** Keys above the first, up to the last, are spread over the buckets; the first and what is smaller has one. */
  readonly first: number;
  readonly last: number;
  readonly shift: number;
  /** Whether a bucket but that one has more matches than are worth going through one by one. */
  readonly crowded: boolean;
}

const MINUS_ZERO = -0x80000000;
/** Eight octaves below the farthest match. */
const WIDEST = 8 << 23;
/** Of the number of buckets: four to sixteen a key. */
const SPARE_BITS = 3;
const CROWD = 24;

const float = new Float32Array(1);
const itsBits = new Int32Array(float.buffer);
function bitsOfFloat(value: number): number {
  float[0] = value;
  return itsBits[0]!;
}

function makeSure({ values, unsure, exact }: DistanceRow): void {
  for (let j = 0; j < values.length; j++) if (values[j]! < unsure!) values[j] = exact(j);
}

const bitsOf = (n: number): number => 32 - Math.clz32(n);
const bucketOf = (key: number, first: number, shift: number): number =>
  key <= first ? 0 : ((key - first - 1) >>> shift) + 1;

/** Of keys that stand near their places. */
function insertionSort(keys: Int32Array): void {
  for (let i = 1; i < keys.length; i++) {
    const key = keys[i]!;
    let place = i;
    for (; place > 0 && keys[place - 1]! > key; place--) keys[place] = keys[place - 1]!;
    keys[place] = key;
  }
}

/** Counts references that do not match into the gaps before the matches; beyond the last match they do not matter. */
function countInto(
  gaps: Uint32Array,
  keys: Int32Array,
  { sorted, starts, first, last, shift, crowded }: Buckets,
): void {
  for (let j = 0; j < keys.length; j++) {
    const key = keys[j]!;
    if (key > last) continue;
    const bucket = bucketOf(key, first, shift);
    let place = starts[bucket]!;
    if (crowded || bucket === 0) {
      place = firstFrom(sorted, place, starts[bucket + 1]!, key);
    } else {
      place += (sorted[place]! - key) >>> 31; // 1 if that one is smaller: a step without a branch to guess
      while (sorted[place]! < key) place++;
    }
    gaps[place]!++;
  }
}

/** The first place from `low` to before `high` whose key is not smaller, else `high`. */
function firstFrom(sorted: Int32Array, low: number, high: number, key: number): number {
  let [from, to] = [low, high];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (sorted[middle]! < key) from = middle + 1;
    else to = middle;
  }
  return from;
}
