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

/** A batch of this weight is not made smaller: a model takes as long for each sample of it as of a large one. */
const LEAST = 16;

/**
 * Gathers what comes within a few milliseconds, or while a batch is under way, into the next batch. Of what waits it takes half, so that
 * answers are written and requests read while the other half is computed: clients that wait for their answers would else all wait at once.
 */
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
    const { wait, most } = this.#options;
    if (this.#waiting() >= most) void this.#work();
    else this.#timer ??= setTimeout(() => void this.#work(), wait);
  }

  #waiting(): number {
    return this.#items.reduce((sum, each) => sum + this.#options.weigh(each), 0);
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
    const { weigh } = this.#options;
    const most = Math.min(this.#options.most, Math.max(LEAST, this.#waiting() / 2));
    let [count, weight] = [0, 0];
    while (count < this.#items.length && (count === 0 || weight + weigh(this.#items[count]!) <= most))
      weight += weigh(this.#items[count++]!);
    return this.#items.splice(0, count);
  }
}
