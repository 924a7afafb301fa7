import { z } from 'zod';
import { UsageError } from '../errors.ts';
import { add, constant, mul, slice } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { thingOr } from '../options.ts';
import { type OptionsOf, plain } from '../thing.ts';
import { contrastiveLoss } from './contrastive-loss.ts';
import { defineLoss, type Loss } from './loss.ts';

/** Matryoshka representation learning. */
export const matryoshkaLoss = defineLoss({
  name: 'matryoshka',
  summary: 'Another loss over the first components of the embeddings too, so that shortened embeddings work as well.',
  equation: 'Σ_d w_d · loss(the first d components)',
  notes: 'Learned weights are kept apart by dimension: `16.W`, `8.W`, …',
  paper: 'Kusupati et al. 2022',
  options: {
    loss: thingOr<Loss>({ kind: 'loss' }, 'contrastive', () => contrastiveLoss()).describe('The loss of each term.'),
    dims: z
      .array(z.number())
      .readonly()
      .optional()
      .describe('How many of the first components count, for each term; by default all, half, a quarter, … down to 8.'),
    weights: z.array(z.number()).readonly().optional().describe('What each term is multiplied by; by default 1.'),
  },
  make: ({ loss, dims, weights }) => ({
    ...loss,
    name: `matryoshka-${loss.name}`,
    options: { ...loss.options, ...plain({ dims, weights }) },
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
  }),
});

/** Options of `losses.matryoshkaLoss`. */
export type MatryoshkaLossOptions = OptionsOf<typeof matryoshkaLoss>;

const halves = (width: number): number[] => (width >= 16 ? [width, ...halves(Math.floor(width / 2))] : [width]);
