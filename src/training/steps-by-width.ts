import type { SessionOptions } from '../graph/runtime.ts';
import type { Random } from '../random.ts';
import type { Step, StepRunner } from './step.ts';
import { cutRows, widthFor } from './token-width.ts';

/**
 * Steps over texts: each batch goes in rows as wide as its longest text needs. The step of a width is compiled when a batch first
 * needs it; all move the same parameters.
 */
export class StepsByWidth {
  readonly #whole: StepRunner;
  readonly #stepOf: (width: number) => Step;
  readonly #options: SessionOptions;
  readonly #narrow = new Map<number, StepRunner>();

  constructor(whole: StepRunner, stepOf: (width: number) => Step, options: SessionOptions) {
    this.#whole = whole;
    this.#stepOf = stepOf;
    this.#options = options;
  }

  get feeds(): StepRunner['feeds'] {
    return this.#whole.feeds;
  }

  get values(): StepRunner['values'] {
    return this.#whole.values;
  }

  async run(random: Random): Promise<Record<string, number>> {
    const { samples, labels } = this.feeds;
    const rows = samples!.data as Float32Array;
    const length = samples!.shape[1]!;
    const width = widthFor(rows, length);
    if (width === length) return this.#whole.run(random);
    const narrow = this.#narrow.get(width) ?? (await this.#whole.alongside(this.#stepOf(width), this.#options));
    this.#narrow.set(width, narrow);
    cutRows(rows, length, narrow.feeds['samples']!.data as Float32Array, width);
    if (labels) (narrow.feeds['labels']!.data as Int32Array).set(labels.data as Int32Array);
    return narrow.run(random);
  }

  async release(): Promise<void> {
    for (const runner of [this.#whole, ...this.#narrow.values()]) await runner.release();
  }
}
