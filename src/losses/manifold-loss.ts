import { z } from 'zod';
import {
  add,
  and,
  cast,
  concat,
  exp,
  expandDims,
  eye,
  greaterOrEqual,
  l2Normalize,
  log,
  matmul,
  maximum,
  mul,
  not,
  reciprocal,
  relu,
  reshape,
  slice,
  sqrt,
  sub,
  sum,
  where,
} from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { normal } from '../nn/initializers.ts';
import type { OptionsOf } from '../thing.ts';
import { defineClassLoss, ofTarget } from './class-loss.ts';
import { classOptions, reducerOptions } from './shared-options.ts';

/** The manifold similarity loss. */
export const manifoldLoss = defineClassLoss({
  name: 'manifold',
  summary: 'Compares samples with a learned proxy of each class by a random walk over the batch and all proxies.',
  equation: `S_ij = e^(2 max(0, cos(x_i, x_j))), S_ii = 0
F = (1 − α) (I − α Δ^−½ S Δ^−½)⁻¹
loss(s) = ln(1 + Σ_{k ≠ y: s_k − s_y + margin ≥ 0} e^(s_k − s_y + margin))
loss(F_i) + lambdaC · loss(cos(F_i, F_·))`,
  notes:
    'For each sample i of class y, with k over proxies, Δ the row sums of S, F_ik what the walk from i finds of proxy k (the intrinsic term) and cos(F_i, F_k) how alike the walks from both are (the context term). A proxy beyond the margin costs nothing. Learns `proxies` [classes, D].',
  paper: 'Aziere & Todorovic 2019',
  differs:
    'pytorch-metric-learning has any number of proxies and gives samples to them by chance, or as it is told; here each class has one. It always takes the mean. lambdaC must be finite: an endless one there leaves the context term alone. The paper’s ensemble of embeddings is left out in both. A training batch-normalises the embeddings: a proxy and an embedding at more than a right angle do not move each other, so that embeddings which begin in a narrow cone stay out of reach of most proxies.',
  batchNorm: true,
  options: {
    alpha: z
      .number()
      .positive()
      .max(0.99)
      .default(0.8)
      .describe('How much of itself each node passes on to its neighbours.'),
    lambdaC: z.number().min(0).default(1).describe('The weight of the context term.'),
    margin: z.number().default(5e-4).describe('How much nearer the own proxy should be than any other.'),
    ...reducerOptions('mean'),
    ...classOptions,
  },
  vectors: ({ scope, embeddings }, classes) => scope.parameter('proxies', [classes, embeddings.shape[1]!], normal()),
  compute({ embeddings, vectors, target, classes, reduceSamples }, { alpha, lambdaC, margin }) {
    const b = embeddings.shape[0]!;
    const nodes = l2Normalize(concat([embeddings, vectors])); // [B + classes, D]
    const walk = mul(geometric(mul(normalized(nodes), alpha), alpha), 1 - alpha); // [B + classes, B + classes]
    const [ofSamples, ofProxies] = [rows(walk, 0, b), rows(walk, b, b + classes)];
    const intrinsic = slice(ofSamples, { starts: [0, b], ends: [b, b + classes] }); // [B, classes]
    const context = matmul(l2Normalize(ofSamples), l2Normalize(ofProxies), { transposeB: true });
    const each = (s: Tensor) => violations(s, target, margin);
    return reduceSamples(add(each(intrinsic), mul(each(context), lambdaC)));
  },
});

/** Options of `losses.manifoldLoss`. */
export type ManifoldLossOptions = OptionsOf<typeof manifoldLoss>;

const rows = (x: Tensor, start: number, end: number): Tensor =>
  slice(x, { starts: [start, 0], ends: [end, x.shape[1]!] });

/** ln(1 + Σ e^excess) over the other classes whose excess, s_k − s_y + margin, is 0 or above: s and target [B, classes] → [B]. */
function violations(s: Tensor, target: Tensor, margin: number): Tensor {
  const excess = add(sub(s, expandDims(ofTarget(s, target), 1)), margin);
  const counts = and(greaterOrEqual(excess, 0), not(greaterOrEqual(target, 0.5)));
  return log(add(1, sum(mul(exp(where(counts, excess, 0)), cast(counts, 'float32')), 1)));
}

/** Δ^−½ S Δ^−½ with S = e^(2 max(0, cosine)) off the diagonal: [N, N]. */
function normalized(nodes: Tensor): Tensor {
  const n = nodes.shape[0]!;
  const cosines = relu(matmul(nodes, nodes, { transposeB: true }));
  const s = mul(exp(mul(cosines, 2)), sub(1, eye(n)));
  const scale = reciprocal(sqrt(maximum(sum(s, 1), 1e-6))); // [N]
  return mul(mul(s, expandDims(scale, 1)), reshape(scale, [1, n]));
}

/** I + A + A² + … = (I − A)⁻¹ to float32's precision, as (I + A)(I + A²)(I + A⁴) …; ‖A‖ ≤ α < 1. */
function geometric(a: Tensor, alpha: number): Tensor {
  const identity = eye(a.shape[0]!);
  let [total, power] = [add(identity, a), a];
  for (let reached = 2; alpha ** reached > 1e-8; reached *= 2) {
    power = matmul(power, power);
    total = matmul(total, add(identity, power));
  }
  return total;
}
