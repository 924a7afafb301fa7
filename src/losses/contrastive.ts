import { z } from 'zod';
import { type Distance, farther } from '../distances/index.ts';
import { add, relu, square } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Filled } from '../options.ts';
import type { Batch } from './embedding-loss.ts';

/** The options of the contrastive losses. */
export const contrastiveOptions = {
  posMargin: z.number().default(0).describe('Positives nearer than this (more alike than this) cost nothing.'),
  negMargin: z.number().default(1).describe('Negatives farther than this (less alike than this) cost nothing.'),
  squared: z.boolean().default(false).describe('Whether the hinge is squared, as in the paper.'),
};

type Options = Filled<typeof contrastiveOptions>;

/** reduce( max(0, d⁺ − posMargin) ) + reduce( max(0, negMargin − d⁻) ), each hinge squared if `squared`. */
export function contrastive(
  { d, distance, positive, negative, reduce }: Batch,
  { posMargin, negMargin, squared }: Options,
): Tensor {
  const hinge = (excess: Tensor) => (squared ? square(relu(excess)) : relu(excess));
  const pos = hinge(farther(distance, d, posMargin)); // [B, R]
  const neg = hinge(farther(distance, negMargin, d)); // [B, R]
  return add(reduce(pos, positive, { part: 'pos' }), reduce(neg, negative, { part: 'neg' }));
}

/** Margins for distances are 0 and above, positives below negatives; for similarities it is the other way round. */
export function onWrongScale(
  who: string,
  { posMargin, negMargin }: Options,
  { name, inverted }: Distance,
): readonly string[] {
  const scale = inverted ? 'a similarity, where greater is nearer' : 'a distance, where smaller is nearer';
  const right = inverted ? posMargin > negMargin : posMargin < negMargin;
  const example = inverted ? 'posMargin 1 and negMargin 0' : 'posMargin 0 and negMargin 1';
  if (right) return [];
  return [
    `${who}: posMargin ${posMargin} and negMargin ${negMargin} are on the wrong scale for ${name}, ${scale}. Give ${example}, say.`,
  ];
}
