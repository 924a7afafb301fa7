/** How work is gathered. */
export interface GatheringOptions<T> {
  /** Milliseconds that the first waits for others. */
  readonly wait: number;
  /** A batch of this weight waits no longer, and takes no more. */
  readonly most: number;
  /** How much of a batch one is. */
  readonly weigh: (item: T) => number;
  /** Works on a batch; it does not fail. */
  readonly work: (batch: readonly T[]) => Promise<void>;
}

/** Gathers what comes within a few milliseconds, or while a batch is under way, into the next batch. */
export class Gathering<T> {
  readonly #options: GatheringOptions<T>;
  #items: T[] = [];
  #timer: NodeJS.Timeout | undefined;
  #works = false;

  constructor(options: GatheringOptions<T>) {
    this.#options = options;
  }

  add(item: T): void {
    this.#items.push(item);
    if (this.#works) return;
    const { wait, most, weigh } = this.#options;
    if (this.#items.reduce((sum, each) => sum + weigh(each), 0) >= most) void this.#work();
    else this.#timer ??= setTimeout(() => void this.#work(), wait);
  }

  async #work(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#works = true;
    while (this.#items.length > 0) {
      await this.#options.work(this.#next());
      await new Promise(setImmediate); // What came while the runtime held the thread joins the next batch.
    }
    this.#works = false;
  }

  #next(): readonly T[] {
    const { most, weigh } = this.#options;
    let [count, weight] = [0, 0];
    while (count < this.#items.length && (count === 0 || weight + weigh(this.#items[count]!) <= most))
      weight += weigh(this.#items[count++]!);
    return this.#items.splice(0, count);
  }
}
