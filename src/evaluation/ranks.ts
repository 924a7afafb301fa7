import { NearfarError } from '../errors.ts';

/**
 * Places of the matches among all references of one query, from 1, nearest first. Instead of sorting all distances it
 * sorts those of the matches and counts the others into the gaps between, by a table over the leading bits of keys that
 * order as the distances do.
 *
 * Where a match and another reference are equally far, the other comes first: embeddings that have all fallen on one
 * point must not look perfect.
 */
export class Ranker {
  readonly #who: string;
  readonly #values: Float32Array<ArrayBuffer>;
  readonly #bits: Uint32Array<ArrayBuffer>;
  readonly #matches: Uint32Array;
  readonly #gaps: Uint32Array;
  /** For each leading part of a key: how many matches have a smaller one. */
  readonly #table = new Uint32Array(1 << (32 - SHIFT));
  readonly #ranks: Uint32Array;

  /** For searches among so many references; `who` is named in errors. */
  constructor(references: number, who: string) {
    this.#who = who;
    this.#values = new Float32Array(references);
    this.#bits = new Uint32Array(this.#values.buffer);
    this.#matches = new Uint32Array(references);
    this.#gaps = new Uint32Array(references + 1);
    this.#ranks = new Uint32Array(references);
  }

  /** The references of class `label` match; the one at `excluded` is left out (the query itself), −1 for none. */
  ranks(distances: Float32Array, labels: ArrayLike<number>, label: number, excluded: number): Uint32Array {
    const keys = this.#orderedKeys(distances);
    const matches = this.#sortedMatches(labels, label, excluded);
    const count = matches.length;
    if (count === 0) return this.#ranks.subarray(0, 0);
    const [first, last] = [matches[0]! >>> SHIFT, matches[count - 1]!];
    this.#fillTable(matches, first, last >>> SHIFT);
    const gaps = this.#gaps.fill(0, 0, count + 1);
    const table = this.#table;
    for (let j = 0; j < distances.length; j++) {
      const key = keys[j]!;
      if (key > last || labels[j] === label) continue;
      const part = key >>> SHIFT;
      let place = part < first ? 0 : table[part]!;
      while (matches[place]! < key) place++;
      gaps[place]!++;
    }
    let nearer = 0;
    for (let i = 0; i < count; i++) {
      nearer += gaps[i]!;
      this.#ranks[i] = nearer + i + 1;
    }
    return this.#ranks.subarray(0, count);
  }

  /** The bits of each distance, so turned that they order as unsigned integers: of negative numbers all, else the sign. */
  #orderedKeys(distances: Float32Array): Uint32Array {
    const bits = this.#bits;
    for (let j = 0; j < distances.length; j++) {
      const distance = distances[j]!;
      if (Number.isNaN(distance)) this.#refuse(j);
      this.#values[j] = distance + 0; // −0 becomes 0
    }
    for (let j = 0; j < bits.length; j++) {
      const b = bits[j]!;
      bits[j] = (b & SIGN ? ~b : b | SIGN) >>> 0;
    }
    return bits;
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

  #sortedMatches(labels: ArrayLike<number>, label: number, excluded: number): Uint32Array {
    let count = 0;
    for (let j = 0; j < labels.length; j++) {
      if (labels[j] === label && j !== excluded) this.#matches[count++] = this.#bits[j]!;
    }
    return this.#matches.subarray(0, count).sort();
  }

  #fillTable(matches: Uint32Array, first: number, last: number): void {
    for (let part = first, place = 0; part <= last; part++) {
      while (matches[place]! >>> SHIFT < part) place++;
      this.#table[part] = place;
    }
  }
}

/** A key's bits below its leading part: sign, exponent and seven bits of the fraction stay. */
const SHIFT = 16;
const SIGN = 0x80000000;
