import { NearfarError } from '../errors.ts';
import type { DistanceRow } from './squared-distances.ts';

/** Matches that are ranked at once. */
const MOST = 1 << 16;
/** Buckets are four to eight times as many as matches. */
const SPARE = 8;
/** A bucket of more is worth a sort of all. */
const CROWD = 24;
/** Buckets reach so many times as far as the matches in the middle; the last has all beyond. */
const REACH = 16;

// They are reached by every pair: V8 reads constants of a module in half the time of what is handed to a function.
/** Matches by distance, then infinity. */
const SORTED = new Float32Array(MOST + 1);
/** How many of the others fall before each match, and after the last. */
const GAPS = new Int32Array(MOST + 1);
/** Where each bucket begins in `SORTED`; one more says where the last ends. */
const STARTS = new Int32Array(SPARE * MOST + 1);

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
  readonly #matches: Float32Array<ArrayBuffer>;
  readonly #ranks: Uint32Array;

  /** For searches among so many references; `who` is named in errors. */
  constructor(references: number, who: string) {
    this.#who = who;
    this.#matches = new Float32Array(references);
    this.#ranks = new Uint32Array(references);
  }

  /**
   * The references from `start` to before `end` match; the one at `excluded` is left out (the query itself), −1 for none.
   * Overwrites the row.
   *
   * @throws NearfarError if a distance is not a number
   */
  ranks(row: DistanceRow, start: number, end: number, excluded: number): Uint32Array {
    const { values, unsure } = row;
    if (unsure === undefined) this.#requireNumbers(values);
    let matches = this.#take(values, start, end, excluded);
    // A reference that is unsure is nearer than any match that is sure: exactly how near does not matter.
    if (unsure !== undefined && matches.some(distance => distance < unsure)) {
      makeSure(row);
      matches = this.#take(values, start, end, excluded);
    }
    const count = matches.length;
    if (count > MOST) matches.sort();
    for (let from = 0; from < count; from += MOST) {
      const part = matches.subarray(from, from + MOST);
      const buckets = sortIntoBuckets(part);
      GAPS.fill(0, 0, part.length);
      countInto(values, 0, start, buckets);
      countInto(values, end, values.length, buckets);
      let nearer = from;
      for (let i = 0; i < part.length; i++) {
        nearer += GAPS[i]!;
        this.#ranks[from + i] = nearer + i + 1;
      }
    }
    return this.#ranks.subarray(0, count);
  }

  #take(values: Float32Array, start: number, end: number, excluded: number): Float32Array<ArrayBuffer> {
    let count = 0;
    for (let j = start; j < end; j++) if (j !== excluded) this.#matches[count++] = values[j]!;
    return this.#matches.subarray(0, count);
  }

  #requireNumbers(values: Float32Array): void {
    const reference = values.findIndex(Number.isNaN);
    if (reference < 0) return;
    const got = `one to reference ${reference} that is not a number`;
    const fix = 'Look at the distance, or at the length of the embeddings';
    throw new NearfarError({ who: this.#who, expected: 'distances', got, fix });
  }
}

function makeSure({ values, unsure, exact }: DistanceRow): void {
  for (let j = 0; j < values.length; j++) if (values[j]! < unsure!) values[j] = exact(j);
}

/** Buckets of equal width from `low` to `high`; the last has what is farther, too. */
interface Buckets {
  readonly low: number;
  readonly high: number;
  /** The farthest match. */
  readonly last: number;
  /** Buckets per unit of distance. */
  readonly scale: number;
  /** The last bucket. */
  readonly top: number;
}

const bucketOf = (distance: number, { low, high, scale, top }: Buckets): number =>
  distance <= low ? 0 : distance >= high ? top : ((distance - low) * scale) | 0;

/** Puts matches, at most `MOST`, into `SORTED`. */
function sortIntoBuckets(matches: Float32Array): Buckets {
  const count = matches.length;
  const buckets = bucketsFor(matches);
  const length = buckets.top + 1;
  STARTS.fill(0, 0, length + 1);
  for (let i = 0; i < count; i++) STARTS[bucketOf(matches[i]!, buckets)]!++;
  let [end, most] = [0, 0];
  for (let bucket = 0; bucket <= length; bucket++) {
    const size = STARTS[bucket]!;
    if (size > most) most = size;
    end += size;
    STARTS[bucket] = end;
  }
  for (let i = 0; i < count; i++) SORTED[--STARTS[bucketOf(matches[i]!, buckets)]!] = matches[i]!;
  SORTED[count] = Number.POSITIVE_INFINITY;
  if (most > CROWD) SORTED.subarray(0, count).sort();
  else insertionSort(count);
  return buckets;
}

function bucketsFor(matches: Float32Array): Buckets {
  let [low, last] = [matches[0]!, matches[0]!];
  for (let i = 1; i < matches.length; i++) {
    const distance = matches[i]!;
    if (distance < low) low = distance;
    else if (distance > last) last = distance;
  }
  const length = (SPARE / 2) << Math.floor(Math.log2(matches.length));
  const reach = REACH * (middleOf(matches) - low);
  const high = reach > 0 ? Math.min(last, low + reach) : last;
  const scale = ((1 - 2 ** -40) * length) / (high - low); // what is just below `high` falls below `length`
  return { low, high, last, scale: Number.isFinite(scale) ? scale : 0, top: length - 1 };
}

/** The middle one of some of them, about. */
function middleOf(matches: Float32Array): number {
  const some = Float32Array.from({ length: 15 }, (_, i) => matches[Math.floor((i * matches.length) / 15)]!);
  return some.sort()[7]!;
}

/** Of matches that stand near their places. */
function insertionSort(count: number): void {
  for (let i = 1; i < count; i++) {
    const distance = SORTED[i]!;
    let place = i;
    for (; place > 0 && SORTED[place - 1]! > distance; place--) SORTED[place] = SORTED[place - 1]!;
    SORTED[place] = distance;
  }
}

/** Counts references that do not match into the gaps before the matches; beyond the last match they do not matter. */
function countInto(values: Float32Array, start: number, end: number, buckets: Buckets): void {
  const { low, high, last, scale, top } = buckets;
  for (let j = start; j < end; j++) {
    const distance = values[j]!;
    if (distance > last) continue;
    const bucket = distance <= low ? 0 : distance >= high ? top : ((distance - low) * scale) | 0;
    let place = STARTS[bucket]!;
    place += +(SORTED[place]! < distance); // steps without a branch to guess: most buckets have two matches at most
    place += +(SORTED[place]! < distance);
    if (SORTED[place]! < distance) place = firstFrom(place, STARTS[bucket + 1]!, distance);
    GAPS[place]!++;
  }
}

/** The first place from `low` to before `high` that is not nearer, else `high`. */
function firstFrom(low: number, high: number, distance: number): number {
  let [from, to] = [low, high];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (SORTED[middle]! < distance) from = middle + 1;
    else to = middle;
  }
  return from;
}
