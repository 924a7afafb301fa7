import { UsageError } from '../errors.ts';
import { mean, reshape, slice, squeeze } from '../graph/ops/index.ts';
import type { Shape, Tensor } from '../graph/tensor.ts';

/** The features of samples: fed to the network, and what comes of it as one row each. */
export interface Intake {
  (x: Tensor, run: (feeds: Record<string, Tensor>) => Tensor): Tensor;
  /** Why samples of a shape cannot be fed. */
  readonly refuses: (sample: Shape) => string | undefined;
}

/** What makes one row of the features of a sample's places or tokens. */
export type Pooling = 'mean' | 'class-token';

/** One row of features a sample. */
export function rowOf(pooling: Pooling, y: Tensor): Tensor {
  const rank = y.shape.length;
  if (pooling === 'class-token') {
    if (rank === 3) return squeeze(slice(y, { ends: [y.shape[0]!, 1] }), 1);
    const got = `[${y.shape.join(', ')}]`;
    const fix = 'Leave it out, or name the value with the tokens by output';
    throw new UsageError({ who: 'networks.fromOnnx', expected: 'pooling: class-token of tokens [N, T, D]', got, fix });
  }
  if (rank === 4) return mean(y, [2, 3]);
  if (rank === 3) return mean(y, 1);
  return rank === 2 ? y : reshape(y, [y.shape[0]!, -1]);
}
