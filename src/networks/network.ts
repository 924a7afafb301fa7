import type { Shape } from '../graph/tensor.ts';
import type { Module } from '../nn/index.ts';
import type { Description } from '../thing.ts';

/** What a network is made for. */
export interface NetworkOptions {
  /** Width of the embedding, at least 1. */
  dim: number;
}

/** What stands behind the last token of a text, where a row has room for more. */
export const NO_TOKEN = -1;

/** How texts become the numbers of tokens that a network takes. */
export interface TextInput {
  /** The content of a `tokenizer.json`. */
  readonly tokenizer: string;
  /** Tokens of a text, at most; a longer text is cut. @default 128 */
  readonly length?: number | undefined;
}

/** A network that begins with trained weights, in its two parts. */
export interface Pretrained {
  /** Whether training leaves the first part as it is; its features are then computed once for each sample. */
  readonly isFrozen: boolean;
  /** Samples [N, …sample] → features [N, F], with the weights that it begins with. */
  readonly features: Module;
  /** Features [N, F] → embeddings [N, dim], with the parameters of the whole network's module. Those of the first part begin with `backbone.` */
  readonly head: (options: NetworkOptions) => Module;
}

/** A ready network that maps a batch of samples to embeddings [N, dim]. */
export interface Network extends Description {
  /** Whether it normalises by itself: its samples are intensities, bytes from 0 to 1, in place of normalised ones. */
  readonly takesIntensities?: true;
  /** Why it cannot take samples of this shape (without the batch axis); undefined where it can. */
  readonly refuses: (sample: Shape) => string | undefined;
  /** The module that maps samples [N, …sample] to embeddings [N, dim]. */
  readonly module: (options: NetworkOptions) => Module;
  /** The same without the linear layer at its end: the embedding is the units [N, dim] before it. Absent where it has no such form. */
  readonly units?: (options: NetworkOptions) => Module;
  /** Of a network of texts: how these become its samples [L], the numbers of tokens as float32, and −1 behind the last one. */
  readonly text?: TextInput;
  /** Its parts, where the first begins with trained weights. */
  readonly pretrained?: Pretrained;
}

/** The check of networks that take images at least `side` pixels high and wide. */
export const imagesOfAtLeast =
  (side: number) =>
  (sample: Shape): string | undefined =>
    sample.length === 3 && sample[1]! >= side && sample[2]! >= side
      ? undefined
      : `it takes images [channels, height, width] of at least ${side}×${side}`;
