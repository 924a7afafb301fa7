import { z } from 'zod';
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
import type { OptionsOf } from '../thing.ts';
import { defineEmbeddingLoss } from './embedding-loss.ts';
import { logSumExpWhere, some } from './masked.ts';
import { reducerOptions } from './shared-options.ts';

/** The angular loss. */
export const angularLoss = defineEmbeddingLoss({
  name: 'angular',
  summary: 'The angular loss limits the angle at the negative of the triangle of each triplet.',
  equation: 'ln(1 + Σₙ e^(4 tan²α (x_a + x_p)·x_n − 2 (1 + tan²α) x_a·x_p))',
  notes:
    'For each positive pair (a, p). x_a and x_p are normalised, x_n where `normalizeNegatives` says so. O(B²) memory.',
  paper: 'Wang, Zhou, Wen, Liu & Lin 2017',
  differs:
    'pytorch-metric-learning does not normalise negatives (normalizeNegatives false). Normalised, the loss trains far better and costs less.',
  options: {
    alpha: z.number().positive().max(89).default(40).describe('The greatest angle at a negative, in degrees.'),
    normalizeNegatives: z
      .boolean()
      .default(true)
      .describe('Whether negatives are scaled to length 1, as anchors and positives are.'),
    ...reducerOptions('mean'),
  },
  compute(batch, { alpha, normalizeNegatives }) {
    const tan2 = Math.tan((alpha * Math.PI) / 180) ** 2;
    const isBounded = normalizeNegatives && 16 * tan2 < WIDEST;
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

/** Options of `losses.angularLoss`. */
export type AngularLossOptions = OptionsOf<typeof angularLoss>;

/** The greatest difference between exponents whose factors do not vanish in float32. */
const WIDEST = 80;

/** ln Σₙ e^(a_n + p_n) for each (a, p), by a product of two matrices of eˣ. It is exact while exponents differ by less than WIDEST. */
function byProduct(ofAnchors: Tensor, ofPositives: Tensor, isNegative: Tensor): Tensor {
  const [a, p] = [scaled(ofAnchors), scaled(ofPositives)];
  const counted = mul(a.values, cast(isNegative, 'float32'));
  const total = matmul(counted, p.values, { transposeB: true }); // [B, R]
  const exists = greater(total, 0);
  const logs = add(log(where(exists, total, 1)), add(a.top, transpose(p.top)));
  return where(exists, logs, -1e30);
}

/** eˣ, each row divided by its greatest value e^top. */
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
