import { lpDistance } from '../distances/index.ts';
import {
  add,
  cast,
  exp,
  greater,
  l2Normalize,
  log,
  matmul,
  max,
  mul,
  not,
  softplus,
  stopGradient,
  sub,
  transpose,
  where,
} from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { pairMasks, sameClass } from '../miners/masks.ts';
import { meanReducer } from '../reducers/index.ts';
import { type EmbeddingLossOptions, embeddingLoss } from './embedding-loss.ts';
import type { Loss } from './loss.ts';
import { some } from './masked.ts';

export interface AngularLossOptions extends Omit<EmbeddingLossOptions, 'distance'> {
  /** The greatest angle at a negative, in degrees. Default 40. */
  alpha?: number;
}

/**
 * The angular loss (Wang, Zhou, Wen, Liu & Lin 2017), for each positive pair (a, p):
 *
 *     ln(1 + Σₙ e^(4 tan²α (x_a + x_p)·x_n − 2 (1 + tan²α) x_a·x_p))
 *
 * x_a and x_p are normalised, x_n is taken as it comes, as in pytorch-metric-learning: end the network with a normalisation
 * to have all alike. e^(x_a·x_n + x_p·x_n) is a product, so the sum over n is one matrix product: O(B²) memory. Default
 * reducer: the mean over positive pairs.
 */
export function angularLoss(options: AngularLossOptions = {}): Loss {
  const { alpha = 40, ...common } = options;
  const tan2 = Math.tan((alpha * Math.PI) / 180) ** 2;
  return embeddingLoss({
    name: 'angular',
    options: { alpha },
    common,
    defaults: { distance: lpDistance, reducer: meanReducer },
    compute(batch) {
      const { embeddings, others, positive, negative, reduce } = batch;
      const x = l2Normalize(embeddings);
      const y = l2Normalize(others.embeddings);
      const dots = (rows: Tensor, columns: Tensor) => matmul(rows, columns, { transposeB: true });
      const ofAnchors = scaledExp(mul(dots(x, others.embeddings), 4 * tan2), pairMasks(batch).negative); // [B, R]
      const ofPositives = scaledExp(mul(dots(y, others.embeddings), 4 * tan2), differs(others.labels)); // [R, R]
      const product = dots(ofAnchors.values, ofPositives.values); // [B, R]
      const exists = greater(product, 0);
      const scale = add(ofAnchors.scale, transpose(ofPositives.scale)); // [B, R]
      const total = sub(add(log(where(exists, product, 1)), scale), mul(dots(x, y), 2 * (1 + tan2)));
      return reduce(softplus(where(exists, total, -1e30)), mul(positive, some(negative)));
    },
  });
}

/** eˣ where the mask holds, each row divided by e^scale, its greatest. */
function scaledExp(x: Tensor, mask: Tensor) {
  const top = stopGradient(max(where(mask, x, -1e30), 1, true)); // [rows, 1]
  return { values: mul(exp(sub(where(mask, x, top), top)), cast(mask, 'float32')), scale: top };
}

const differs = (labels: Tensor): Tensor => not(sameClass(labels, labels));
