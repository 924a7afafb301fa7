import { lpDistance } from '../distances/index.ts';
import {
  add,
  cast,
  exp,
  expandDims,
  greater,
  l2Normalize,
  log,
  mapRows,
  matmul,
  max,
  mul,
  softplus,
  stopGradient,
  sub,
  transpose,
  where,
} from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { pairMasks } from '../miners/masks.ts';
import { meanReducer } from '../reducers/index.ts';
import { type EmbeddingLossOptions, embeddingLoss } from './embedding-loss.ts';
import type { Loss } from './loss.ts';
import { logSumExpWhere, some } from './masked.ts';

export interface AngularLossOptions extends Omit<EmbeddingLossOptions, 'distance'> {
  /** The greatest angle at a negative, in degrees. Default 40. */
  alpha?: number;
  /**
   * Whether negatives are normalised as anchors and positives are. Default false, as in pytorch-metric-learning;
   * where the loss is made by its name, true, with which it trains far better and costs less.
   */
  normalizeNegatives?: boolean;
}

/**
 * The angular loss (Wang, Zhou, Wen, Liu & Lin 2017), for each positive pair (a, p):
 *
 *     ln(1 + Σₙ e^(4 tan²α (x_a + x_p)·x_n − 2 (1 + tan²α) x_a·x_p))
 *
 * x_a and x_p are normalised, x_n if `normalizeNegatives`. Default reducer: the mean over positive pairs. O(B²) memory.
 */
export function angularLoss(options: AngularLossOptions = {}): Loss {
  const { alpha = 40, normalizeNegatives = false, ...common } = options;
  const tan2 = Math.tan((alpha * Math.PI) / 180) ** 2;
  const isBounded = normalizeNegatives && 16 * tan2 < WIDEST;
  return embeddingLoss({
    name: 'angular',
    options: { alpha, normalizeNegatives },
    common,
    defaults: { distance: lpDistance, reducer: meanReducer },
    compute(batch) {
      const { embeddings, others, positive, negative, reduce } = batch;
      const [x, y] = [l2Normalize(embeddings), l2Normalize(others.embeddings)];
      const z = normalizeNegatives ? y : others.embeddings;
      const dots = (rows: Tensor, columns: Tensor) => matmul(rows, columns, { transposeB: true });
      const ofAnchors = mul(dots(x, z), 4 * tan2); // [B, R]
      const ofPositives = mul(dots(y, z), 4 * tan2); // [R, R]
      const isNegative = pairMasks(batch).negative; // [B, R]
      const sums = (isBounded ? byProduct : byRows)(ofAnchors, ofPositives, isNegative); // [B, R]
      const each = softplus(sub(sums, mul(dots(x, y), 2 * (1 + tan2))));
      return reduce(each, mul(positive, some(negative)));
    },
  });
}

/** How far apart exponents may lie for their factors not to vanish in float32. */
const WIDEST = 80;

/** ln Σₙ e^(a_n + p_n) for each (a, p), as a product of matrices of eˣ: exact while exponents are not far apart. */
function byProduct(ofAnchors: Tensor, ofPositives: Tensor, isNegative: Tensor): Tensor {
  const [a, p] = [scaled(ofAnchors), scaled(ofPositives)];
  const counted = mul(a.values, cast(isNegative, 'float32'));
  const total = matmul(counted, p.values, { transposeB: true }); // [B, R]
  const exists = greater(total, 0);
  const logs = add(log(where(exists, total, 1)), add(a.top, transpose(p.top)));
  return where(exists, logs, -1e30);
}

/** eˣ by rows, divided by e^top, the greatest. */
function scaled(x: Tensor) {
  const top = stopGradient(max(x, 1, true)); // [rows, 1]
  return { values: exp(sub(x, top)), top };
}

/** The same for any exponents, one anchor after another. */
const byRows = (ofAnchors: Tensor, ofPositives: Tensor, isNegative: Tensor): Tensor =>
  mapRows(
    ([a, counts], [p]) => ({ stacked: [logSumExpWhere(add(expandDims(a!, 0), p!), expandDims(counts!, 0))] }), // [R]
    [ofAnchors, cast(isNegative, 'float32')],
    [ofPositives],
  ).stacked[0]!;
