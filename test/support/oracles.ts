import * as losses from '../../src/losses/index.ts';
import { Random } from '../../src/random.ts';
import { expectClose } from './close.ts';

// Points and classes, and what loops over them are made of, for losses without recorded values.

export type Rows = number[][];

export const draw = (n: number, d: number, seed: number): Rows => {
  const random = new Random(seed);
  return Array.from({ length: n }, () => Array.from({ length: d }, () => random.normal()));
};

export const x = draw(9, 5, 1);
export const labels = [0, 0, 0, 1, 1, 2, 2, 2, 3]; // the last has no positive
export const n = x.length;
export const all = Array.from({ length: n }, (_, i) => i);

export const total = (list: readonly number[]) => list.reduce((a, b) => a + b, 0);
export const average = (list: readonly number[]) => (list.length === 0 ? 0 : total(list) / list.length);
export const dot = (a: readonly number[], b: readonly number[]) => total(a.map((v, i) => v * b[i]!));
export const cosine = (a: readonly number[], b: readonly number[]) => dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
export const squared = (a: readonly number[], b: readonly number[]) => total(a.map((v, i) => (v - b[i]!) ** 2));
export const sigmoid = (v: number) => 1 / (1 + Math.exp(-v));

export const s = (i: number, j: number) => cosine(x[i]!, x[j]!);
export const positivesOf = (i: number) => all.filter(j => j !== i && labels[j] === labels[i]);
export const negativesOf = (i: number) => all.filter(j => labels[j] !== labels[i]);
export const pairs = all.flatMap(a => positivesOf(a).map(p => [a, p] as const));
export const anchors = all.filter(i => positivesOf(i).length > 0);

export async function expectValue(loss: losses.Loss, expected: number, batch: Partial<losses.LossBatch> = {}) {
  const { value } = await losses.evaluate(loss, { embeddings: x, labels, ...batch });
  expectClose([value], [expected], { what: 'value' });
}
