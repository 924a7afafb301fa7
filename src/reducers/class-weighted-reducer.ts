import { NearfarError, UsageError } from '../errors.ts';
import { constant, expandDims, gather, mul, sum } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { type About, quotient, type Reducer } from './reducer.ts';

/** The mean of all elements, each times the weight of its anchor's class: `weights` has one a class. */
export function classWeightedReducer({ weights }: { weights: readonly number[] }): Reducer {
  if (!weights) {
    throw new UsageError({ who: 'classWeightedReducer', expected: 'weights, one a class', got: 'none' });
  }
  return {
    name: 'class-weighted',
    options: { weights },
    counts: 'every',
    classes: weights.length,
    terms: (losses, counts) => ({ total: mul(losses, counts), count: counts }),
    combine: ({ total, count }, about) =>
      quotient(sum(mul(total, ofAnchors(constant([...weights]), total, about))), sum(count)),
  };
}

/** The class weight of each element's anchor, shaped to go with the elements. */
function ofAnchors(weights: Tensor, elements: Tensor, { labels, anchors }: About): Tensor {
  if (!labels) {
    throw new NearfarError({ who: 'classWeightedReducer', expected: 'a loss over labelled samples', got: 'no labels' });
  }
  const ofSamples = gather(weights, labels); // [B]
  if (anchors) return gather(ofSamples, anchors);
  return elements.shape.length === 2 ? expandDims(ofSamples, 1) : ofSamples;
}
