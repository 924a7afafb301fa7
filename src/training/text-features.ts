import { MEMORY } from '../data/collection.ts';
import type { SessionOptions } from '../graph/runtime.ts';
import { type NdArray, takeRows } from '../nd-array.ts';
import type { Pretrained } from '../networks/network.ts';
import { Features, type OnFeatures } from './features.ts';
import type { Samples } from './model.ts';
import type { SampleType } from './sample-type.ts';
import { cutRows, ofWidth, widthFor } from './token-width.ts';

/** Features of texts: each text goes through in a row as wide as it needs, whatever the others are. */
export class TextFeatures {
  readonly #whole: Features;
  readonly #open: (width: number) => Promise<Features>;
  readonly #narrow = new Map<number, Features>();

  private constructor(whole: Features, open: (width: number) => Promise<Features>) {
    this.#whole = whole;
    this.#open = open;
  }

  static async open(pretrained: Pretrained, sample: SampleType, options: SessionOptions): Promise<TextFeatures> {
    const open = (width: number) => Features.open(pretrained, ofWidth(sample, width), options);
    return new TextFeatures(await open(sample.shape[0]!), open);
  }

  get width(): number {
    return this.#whole.width;
  }

  /** The features [n, width] of rows of tokens [n, length]. Many are computed by whole rows, into a file of the cache. */
  async of(samples: Samples, onFeatures: OnFeatures = () => {}): Promise<NdArray<Float32Array>> {
    const [n = 0, length = 0] = samples.shape;
    if (4 * n * this.width > MEMORY.mostBytes) return this.#whole.of(samples, onFeatures);
    const data = new Float32Array(n * this.width);
    let done = 0;
    for (const [width, rows] of rowsByWidth(samples.data as Float32Array, length)) {
      const taken = takeRows(samples, rows).data as Float32Array;
      const cut = new Float32Array(rows.length * width);
      cutRows(taken, length, cut, width);
      const features = width === length ? this.#whole : await this.#at(width);
      const before = done;
      const tell: OnFeatures = count => onFeatures(before + count, n);
      const found = await features.of({ data: cut, shape: [rows.length, width] }, tell);
      for (const [i, row] of rows.entries())
        data.set(found.data.subarray(i * this.width, (i + 1) * this.width), row * this.width);
      done += rows.length;
    }
    return { data, shape: [n, this.width] };
  }

  async #at(width: number): Promise<Features> {
    const features = this.#narrow.get(width) ?? (await this.#open(width));
    this.#narrow.set(width, features);
    return features;
  }

  async close(): Promise<void> {
    for (const features of [this.#whole, ...this.#narrow.values()]) await features.close();
  }
}

/** The rows that go through in each width. */
function rowsByWidth(rows: Float32Array, length: number): ReadonlyMap<number, readonly number[]> {
  const found = new Map<number, number[]>();
  for (let i = 0; i * length < rows.length; i++) {
    const width = widthFor(rows.subarray(i * length, (i + 1) * length), length);
    const same = found.get(width) ?? [];
    same.push(i);
    found.set(width, same);
  }
  return found;
}
