import { UsageError } from '../errors.ts';
import { add, constant, mul, slice } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { contrastiveLoss } from './contrastive-loss.ts';
import type { Loss } from './loss.ts';

export interface MatryoshkaLossOptions {
  /** Default: the contrastive loss. */
  loss?: Loss;
  /** How many of the first components count, for each term. Default all, half, a quarter, … down to 8. */
  dims?: readonly number[];
  /** What each term is multiplied by. Default 1. */
  weights?: readonly number[];
}

/**
 * Matryoshka representation learning (Kusupati et al. 2022): the first components of an embedding are an embedding too.
 *
 *     Σ_d w_d · loss(the first d components)
 *
 * Learned weights are kept apart by dimension: `16.W`, `8.W`, …
 */
export function matryoshkaLoss({ loss = contrastiveLoss(), dims, weights }: MatryoshkaLossOptions = {}): Loss {
  return {
    ...loss,
    name: `matryoshka-${loss.name}`,
    options: { ...loss.options, dims, weights },
    compute(input, scope) {
      const width = input.embeddings.shape[1]!;
      const nested = dims ?? halves(width);
      if (nested.some(d => d < 1 || d > width) || (weights && weights.length !== nested.length)) {
        throw new UsageError({
          who: 'matryoshkaLoss',
          expected: `dims from 1 to the embedding’s ${width}, and a weight for each`,
          got: `dims ${nested.join(', ')}${weights ? ` and ${weights.length} weights` : ''}`,
        });
      }
      const first = (x: Tensor, d: number) => slice(x, { ends: [x.shape[0]!, d] });
      return nested
        .map((d, i) => {
          const reference = input.reference && {
            ...input.reference,
            embeddings: first(input.reference.embeddings, d),
          };
          const part = { ...input, embeddings: first(input.embeddings, d), ...(reference && { reference }) };
          return mul(loss.compute(part, scope.child(d)), weights?.[i] ?? 1);
        })
        .reduce(add, constant(0));
    },
  };
}

const halves = (width: number): number[] => (width >= 16 ? [width, ...halves(Math.floor(width / 2))] : [width]);
