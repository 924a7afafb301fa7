import { expect } from 'vitest';
import type { Loss } from '../../src/losses/index.ts';
import * as losses from '../../src/losses/index.ts';
import { Random } from '../../src/random.ts';
import { expectClose } from './close.ts';

export type Rows = number[][];

/** A loss written as loops in double precision; `weights` are the learned numbers as they are stored. */
export type ByLoops = (x: Rows, labels: readonly number[], weights: Rows) => number;

export const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((total, value, i) => total + value * b[i]!, 0);
export const length = (a: readonly number[]): number => Math.sqrt(dot(a, a));
export const cosine = (a: readonly number[], b: readonly number[]): number => dot(a, b) / (length(a) * length(b));
export const mean = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0) / list.length;
export const columns = (rows: Rows): Rows => rows[0]!.map((_, j) => rows.map(row => row[j]!));

/** The mean of −ln softmax(logits)[label] over the samples. */
export const softmaxLoss = (labels: readonly number[], logitsOf: (sample: number) => number[]): number =>
  mean(
    labels.map((label, i) => {
      const logits = logitsOf(i);
      const top = Math.max(...logits);
      return top + Math.log(logits.reduce((total, l) => total + Math.exp(l - top), 0)) - logits[label]!;
    }),
  );

/** Normally distributed float32 numbers. */
export function randomRows(seed: number, rows: number, width: number): Rows {
  const random = new Random(seed);
  return Array.from({ length: rows }, () => Array.from({ length: width }, () => Math.fround(random.normal())));
}

export const asArray = (rows: Rows) => ({
  data: Float32Array.from(rows.flat()),
  shape: [rows.length, rows[0]!.length],
});

/** ∂f/∂x of each number by central differences. */
export function slopes(f: (x: Rows) => number, x: Rows, h = 1e-5): number[] {
  const moved = (i: number, j: number, by: number) =>
    f(x.map((row, r) => (r === i ? row.map((value, c) => (c === j ? value + by : value)) : row)));
  return x.flatMap((row, i) => row.map((_, j) => (moved(i, j, h) - moved(i, j, -h)) / (2 * h)));
}

export interface LoopCase {
  readonly x: Rows;
  readonly labels: number[];
  /** The loss's only learned weight. */
  readonly weight: { readonly name: string; readonly rows: Rows };
}

/** A loss has the value of the loops, and their slopes as gradients to the embeddings and to its weight. */
export async function expectAsByLoops(loss: Loss, { x, labels, weight }: LoopCase, byLoops: ByLoops): Promise<void> {
  const parameters = { [weight.name]: asArray(weight.rows) };
  const { value, gradients } = await losses.evaluate(loss, { embeddings: x, labels, parameters });
  expect(Object.keys(gradients)).toEqual(['embeddings', weight.name]);
  expectClose([value], [byLoops(x, labels, weight.rows)], { what: 'value' });
  const toEmbeddings = slopes(moved => byLoops(moved, labels, weight.rows), x);
  const toWeight = slopes(moved => byLoops(x, labels, moved), weight.rows);
  for (const [name, expected] of [['embeddings', toEmbeddings] as const, [weight.name, toWeight] as const]) {
    // Rounding in float32 is that of the largest gradient.
    const absolute = 1e-5 * Math.max(1, ...expected.map(Math.abs));
    expectClose(gradients[name]!.data, expected, { absolute, what: `gradient to ${name}` });
  }
}
