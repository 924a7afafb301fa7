import { z } from 'zod';
import { NearfarError } from '../errors.ts';
import { constant, expandDims, gather, mul, sum } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { OptionsOf } from '../thing.ts';
import { type About, defineReducer, safeDivide } from './reducer.ts';

/** The mean of all elements, weighted by class. */
export const classWeightedReducer = defineReducer({
  name: 'class-weighted',
  summary: 'The mean of all elements, each times the weight of the class of its anchor.',
  options: { weights: z.array(z.number()).readonly().describe('The weight of each class.') },
  make: ({ weights }) => ({
    counts: 'every',
    classes: weights.length,
    terms: (losses, counts) => ({ total: mul(losses, counts), count: counts }),
    combine: ({ total, count }, about) =>
      safeDivide(sum(mul(total, ofAnchors(constant([...weights]), total, about))), sum(count)),
  }),
});

/** Options of `reducers.classWeightedReducer`. */
export type ClassWeightedReducerOptions = OptionsOf<typeof classWeightedReducer>;

/** The class weight of each element's anchor, shaped to go with the elements. */
function ofAnchors(weights: Tensor, elements: Tensor, { labels, anchors }: About): Tensor {
  if (!labels) {
    throw new NearfarError({ who: 'classWeightedReducer', expected: 'a loss over labelled samples', got: 'no labels' });
  }
  const ofSamples = gather(weights, labels); // [B]
  if (anchors) return gather(ofSamples, anchors);
  return elements.shape.length === 2 ? expandDims(ofSamples, 1) : ofSamples;
}
