import type { Random } from '../../random.ts';
import type { ByClass } from './by-class.ts';

/** Deals out the samples of each class in a random order of its own, from the start again when they are through. */
export class Dealer {
  readonly #byClass: ByClass;
  readonly #shuffled: Int32Array;
  readonly #dealt: Int32Array;

  constructor(byClass: ByClass, random: Random) {
    this.#byClass = byClass;
    this.#shuffled = byClass.order.slice();
    this.#dealt = new Int32Array(byClass.starts.length);
    for (const label of byClass.present) {
      random.shuffle(this.#shuffled.subarray(byClass.starts[label]!, byClass.starts[label + 1]!));
    }
  }

  /** Fills `target` with the next samples of a class. */
  deal(label: number, target: Int32Array): void {
    const start = this.#byClass.starts[label]!;
    const size = this.#byClass.size(label);
    for (let i = 0; i < target.length; i++) {
      target[i] = this.#shuffled[start + (this.#dealt[label]! % size)]!;
      this.#dealt[label]!++;
    }
  }
}
