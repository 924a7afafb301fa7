import { z } from 'zod';
import {
  add,
  concat,
  expandDims,
  eye,
  l2Normalize,
  logSumExp,
  matmul,
  maximum,
  mul,
  reciprocal,
  relu,
  reshape,
  slice,
  sqrt,
  sub,
  sum,
} from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { normal } from '../nn/initializers.ts';
import type { OptionsOf } from '../thing.ts';
import { defineClassLoss, ofTarget } from './class-loss.ts';
import { classOptions, reducerOptions } from './shared-options.ts';

/** The manifold similarity loss. */
export const manifoldLoss = defineClassLoss({
  name: 'manifold',
  summary: 'A softmax over similarities that a random walk over the batch and a learned proxy of each class finds.',
  equation: `F = (1 − α) (I − α S̄)⁻¹
−ln( e^F_y / Σ_k e^(F_k + margin [k ≠ y]) )`,
  notes:
    'S are the cosines of samples and proxies (0 where negative) without the diagonal, S̄ = Δ^−½ S Δ^−½, Δ the row sums; F is that of a sample to the proxies. Learns `proxies` [classes, D].',
  paper: 'Aziere & Todorovic 2019',
  differs: 'The paper has alpha 0.8, with which the walk blurs classes and the loss learns more slowly.',
  options: {
    alpha: z
      .number()
      .positive()
      .max(0.99)
      .default(0.5)
      .describe('How much of itself each node passes on to its neighbours.'),
    margin: z.number().default(5e-4).describe('What is added to the similarities of other classes.'),
    ...reducerOptions('mean'),
    ...classOptions,
  },
  vectors: ({ scope, embeddings }, classes) => scope.parameter('proxies', [classes, embeddings.shape[1]!], normal()),
  compute({ embeddings, vectors, target, classes, reduceSamples }, { alpha, margin }) {
    const b = embeddings.shape[0]!;
    const nodes = l2Normalize(concat([embeddings, vectors])); // [B + classes, D]
    const walk = mul(geometric(mul(normalized(nodes), alpha), alpha), 1 - alpha);
    const f = slice(walk, { starts: [0, b], ends: [b, b + classes] }); // [B, classes]
    const others = add(f, mul(sub(1, target), margin));
    return reduceSamples(sub(logSumExp(others, 1), ofTarget(f, target)));
  },
});

/** Options of `losses.manifoldLoss`. */
export type ManifoldLossOptions = OptionsOf<typeof manifoldLoss>;

/** Δ^−½ S Δ^−½: [N, N]. */
function normalized(nodes: Tensor): Tensor {
  const n = nodes.shape[0]!;
  const s = mul(relu(matmul(nodes, nodes, { transposeB: true })), sub(1, eye(n)));
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
