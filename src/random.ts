/**
 * Seeded random numbers: xoshiro128** (Blackman & Vigna 2018), seeded through SplitMix32.
 * The state is four integers, so a checkpoint can hold it and a resumed run goes on where it stopped.
 */
export class Random {
  #s: Uint32Array;

  /** Starts from a seed (its lowest 32 bits count), or goes on from a state. */
  constructor(seed: number | RandomState) {
    this.#s = typeof seed === 'number' ? expand(seed >>> 0) : Uint32Array.from(seed);
  }

  /** Where the generator stands: another one made from it draws the same numbers. */
  get state(): RandomState {
    return [this.#s[0]!, this.#s[1]!, this.#s[2]!, this.#s[3]!];
  }

  /** A generator of its own for a named purpose: what one consumer draws does not move another. */
  fork(purpose: string): Random {
    let hash = 2166136261; // FNV-1a
    for (const char of purpose) hash = Math.imul(hash ^ char.codePointAt(0)!, 16777619);
    return new Random((hash ^ Math.imul(this.#s[0]!, 0x9e3779b1) ^ this.#s[3]!) >>> 0);
  }

  /** An integer in [0, 2³²). */
  uint32(): number {
    const s = this.#s;
    const result = Math.imul(rotateLeft(Math.imul(s[1]!, 5), 7), 9) >>> 0;
    const t = s[1]! << 9;
    s[2]! ^= s[0]!;
    s[3]! ^= s[1]!;
    s[1]! ^= s[2]!;
    s[0]! ^= s[3]!;
    s[2]! ^= t;
    s[3] = rotateLeft(s[3]!, 11);
    return result;
  }

  /** A number in [low, high). */
  uniform(low = 0, high = 1): number {
    return low + (high - low) * (this.uint32() / 4294967296);
  }

  /** An integer in [0, n), without modulo bias worth noticing (n far below 2³²). */
  int(n: number): number {
    return Math.floor(this.uniform() * n);
  }

  /** A number from the standard normal distribution (Box–Muller). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }

  /** The same array, its elements in random order (Fisher–Yates). */
  shuffle<T extends { length: number; [index: number]: unknown }>(array: T): T {
    for (let i = array.length - 1; i > 0; i--) {
      const j = this.int(i + 1);
      [array[i], array[j]] = [array[j], array[i]];
    }
    return array;
  }

  /** The integers 0 … n−1 in random order. */
  permutation(n: number): Int32Array {
    return this.shuffle(Int32Array.from({ length: n }, (_, i) => i));
  }
}

export type RandomState = readonly [number, number, number, number];

const rotateLeft = (x: number, k: number): number => (x << k) | (x >>> (32 - k));

/** Four words out of one: SplitMix32. */
function expand(seed: number): Uint32Array {
  let x = seed;
  return Uint32Array.from({ length: 4 }, () => {
    x = (x + 0x9e3779b9) | 0;
    let z = x;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return (z ^ (z >>> 16)) >>> 0;
  });
}
