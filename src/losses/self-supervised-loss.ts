import { NearfarError } from '../errors.ts';
import { concat, constant } from '../graph/ops/index.ts';
import type { Loss } from './loss.ts';
import { ntXentLoss } from './nt-xent-loss.ts';

export interface SelfSupervisedLossOptions {
  /** Default: NT-Xent. */
  loss?: Loss;
  /** How many views of everything the batch holds, one after another: all first views, then all second ones, … Default 2. */
  views?: number;
}

/**
 * A loss without labels: views of one thing are alike, everything else is not. The batch holds all views, or the reference
 * the second ones, row by row. In training every sample of a batch comes `views` times, each time jittered anew
 * (`augment.jitter`).
 */
export function selfSupervisedLoss({ loss = ntXentLoss(), views = 2 }: SelfSupervisedLossOptions = {}): Loss {
  return {
    ...loss,
    name: `self-supervised-${loss.name}`,
    options: { ...loss.options, views },
    views,
    compute({ embeddings, reference, tuples }, scope) {
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
      return loss.compute({ embeddings: all, labels, ...(tuples && { tuples }), numClasses: n }, scope);
    },
  };
}
