import { z } from 'zod';
import { NearfarError } from '../errors.ts';
import { concat, constant } from '../graph/ops/index.ts';
import { thingOr } from '../options.ts';
import type { OptionsOf } from '../thing.ts';
import { defineLoss, type Loss } from './loss.ts';
import { ntXentLoss } from './nt-xent-loss.ts';

/** A loss without labels, over views. */
export const selfSupervisedLoss = defineLoss({
  name: 'self-supervised',
  summary: 'A loss without labels: views of one sample are alike, all else is not.',
  notes:
    'The batch holds all views, or the reference holds the second views, row by row. In training every sample of a batch comes `views` times, each time jittered anew (`augment.jitter`).',
  differs:
    'pytorch-metric-learning has an option `symmetric`, without which only the first views are anchors; here all views are, as by its default. It takes some losses only.',
  options: {
    loss: thingOr<Loss>({ kind: 'loss' }, 'nt-xent', () => ntXentLoss()).describe('The loss over the views.'),
    views: z
      .int()
      .min(1)
      .default(2)
      .describe('How many views of each sample the batch holds: all first views, then all second views, ….'),
  },
  make: ({ loss, views }) => ({
    ...loss,
    name: `self-supervised-${loss.name}`,
    options: { ...loss.options, views },
    views,
    compute({ embeddings, reference, tuples, inTraining = false }, scope) {
      const all = reference ? concat([embeddings, reference.embeddings]) : embeddings;
      const [b] = all.shape as [number];
      const n = b / (reference ? 2 : views);
      if (!Number.isInteger(n)) {
        throw new NearfarError({
          who: 'selfSupervisedLoss',
          expected: `a batch of ${views} views of each`,
          got: `${b} rows`,
        });
      }
      const labels = constant(
        Array.from({ length: b }, (_, i) => i % n),
        { dtype: 'int32' },
      );
      return loss.compute({ embeddings: all, labels, ...(tuples && { tuples }), numClasses: n, inTraining }, scope);
    },
  }),
});

/** Options of `losses.selfSupervisedLoss`. */
export type SelfSupervisedLossOptions = OptionsOf<typeof selfSupervisedLoss>;
