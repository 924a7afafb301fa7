import { NearfarError } from '../../errors.ts';
import type { Random } from '../../random.ts';
import type { TupleList } from '../tuples.ts';

/** What a sampler needs to know of a data set: a `Dataset`, or no more than its labels. */
export interface Labelled {
  /** [n]: the class of each sample, from 0. */
  readonly labels: Int32Array;
  /** The name of each class, for errors. Default its number. */
  readonly classNames?: readonly string[];
  /** What each class is part of, class by class; only the hierarchical sampler needs it. */
  readonly groups?: readonly string[];
  /** Pairs or triplets to train on; only the samplers of pairs and triplets read it. */
  readonly list?: TupleList;
}

/** The samples of a data set sorted by class, so that drawing one of a class, or one of any other, is a look-up. */
export class ByClass {
  /** All samples, class by class. */
  readonly order: Int32Array;
  /** The place of each sample in `order`. */
  readonly place: Int32Array;
  /** Where each class begins in `order`; one more entry says where the last ends. */
  readonly starts: Int32Array;
  /** The classes that have samples. */
  readonly present: Int32Array;
  readonly #source: Labelled;

  constructor(source: Labelled) {
    const { labels } = source;
    this.#source = source;
    this.starts = countedStarts(labels);
    this.order = new Int32Array(labels.length);
    this.place = new Int32Array(labels.length);
    const next = this.starts.slice();
    for (let i = 0; i < labels.length; i++) {
      const place = next[labels[i]!]!++;
      this.order[place] = i;
      this.place[i] = place;
    }
    const classes = this.starts.length - 1;
    this.present = Int32Array.from({ length: classes }, (_, c) => c).filter(c => this.size(c) > 0);
  }

  size(label: number): number {
    return this.starts[label + 1]! - this.starts[label]!;
  }

  nameOf(label: number): string {
    return this.#source.classNames?.[label] ?? String(label);
  }

  /** Another sample of the same class, each as likely. The class has at least two. */
  like(sample: number, random: Random): number {
    const label = this.#source.labels[sample]!;
    const start = this.starts[label]!;
    const other = start + random.int(this.size(label) - 1);
    return this.order[other < this.place[sample]! ? other : other + 1]!;
  }

  /** A sample of any other class, each sample as likely. There are at least two classes. */
  unlike(sample: number, random: Random): number {
    const label = this.#source.labels[sample]!;
    const size = this.size(label);
    const other = random.int(this.order.length - size);
    return this.order[other < this.starts[label]! ? other : other + size]!;
  }

  requireClasses(who: string, least: number, why: string): void {
    if (this.present.length >= least) return;
    throw new NearfarError({ who, expected: `at least ${least} classes ${why}`, got: String(this.present.length) });
  }

  requireSamplesPerClass(who: string, least: number, why: string): void {
    const poor = this.present.find(c => this.size(c) < least);
    if (poor === undefined) return;
    throw new NearfarError({
      who,
      expected: `at least ${least} samples in each class ${why}`,
      got: `${this.size(poor)} in class "${this.nameOf(poor)}"`,
      fix: 'Leave that class out or give it more samples',
    });
  }
}

/** Where each class begins when its samples stand together. */
function countedStarts(labels: Int32Array): Int32Array {
  let last = -1;
  for (const label of labels) last = Math.max(last, label);
  const starts = new Int32Array(last + 2);
  for (const label of labels) starts[label + 1]!++;
  for (let c = 0; c <= last; c++) starts[c + 1]! += starts[c]!;
  return starts;
}
