/**
 * Places of the matches among all references of one query, from 1, nearest first. Instead of sorting all distances it
 * sorts those of the matches and counts the others into the gaps between, by a table over the leading bits of the
 * distances (non-negative floats order like their bits).
 *
 * Where a match and another reference are equally far, the other comes first: embeddings that have all fallen on one
 * point must not look perfect.
 */
export class Ranker {
  readonly #keys: Uint32Array<ArrayBuffer>;
  readonly #values: Float32Array<ArrayBuffer>;
  readonly #matches: Float32Array;
  readonly #gaps: Uint32Array;
  /** For each leading part of a key: how many matches have a smaller one. */
  readonly #table = new Uint32Array(1 << (32 - SHIFT));
  readonly #ranks: Uint32Array;

  constructor(references: number) {
    this.#values = new Float32Array(references);
    this.#keys = new Uint32Array(this.#values.buffer);
    this.#matches = new Float32Array(references);
    this.#gaps = new Uint32Array(references + 1);
    this.#ranks = new Uint32Array(references);
  }

  /** `distances` may be negative (a similarity turned round). The match `excluded` is left out (the query itself), −1 for none. */
  ranks(distances: Float32Array, labels: Int32Array, label: number, excluded: number): Uint32Array {
    const keys = this.#orderedKeys(distances);
    const matches = this.#sortedMatches(labels, label, excluded);
    const count = matches.length;
    if (count === 0) return this.#ranks.subarray(0, 0);
    const matchKeys = new Uint32Array(matches.buffer, matches.byteOffset, count);
    const [first, last] = [matchKeys[0]! >>> SHIFT, matchKeys[count - 1]!];
    this.#fillTable(matchKeys, first, last >>> SHIFT);
    const gaps = this.#gaps.fill(0, 0, count + 1);
    const table = this.#table;
    for (let j = 0; j < distances.length; j++) {
      const key = keys[j]!;
      if (key > last || labels[j] === label) continue;
      const part = key >>> SHIFT;
      let place = part < first ? 0 : table[part]!;
      while (matchKeys[place]! < key) place++;
      gaps[place]!++;
    }
    let nearer = 0;
    for (let i = 0; i < count; i++) {
      nearer += gaps[i]!;
      this.#ranks[i] = nearer + i + 1;
    }
    return this.#ranks.subarray(0, count);
  }

  /** Bits that order as the distances do; they are moved up to start at 0 if some are negative. */
  #orderedKeys(distances: Float32Array): Uint32Array {
    let least = 0;
    for (const value of distances) if (value < least) least = value;
    for (let j = 0; j < distances.length; j++) this.#values[j] = distances[j]! - least;
    return this.#keys;
  }

  #sortedMatches(labels: Int32Array, label: number, excluded: number): Float32Array {
    let count = 0;
    for (let j = 0; j < labels.length; j++) {
      if (labels[j] === label && j !== excluded) this.#matches[count++] = this.#values[j]!;
    }
    return this.#matches.subarray(0, count).sort();
  }

  #fillTable(matchKeys: Uint32Array, first: number, last: number): void {
    for (let part = first, place = 0; part <= last; part++) {
      while (matchKeys[place]! >>> SHIFT < part) place++;
      this.#table[part] = place;
    }
  }
}

/** A key's bits below its leading part: sign, exponent and seven bits of the fraction stay. */
const SHIFT = 16;
