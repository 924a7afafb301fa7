import { z } from 'zod';
import { acos, add, clip, div, expandDims, floor, l2Norm, mul, sin, stopGradient, sub } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Filled } from '../options.ts';
import { multipleAngle } from './angles.ts';
import { type ClassBatch, crossEntropyOfEach, ofTarget, withTarget } from './class-loss.ts';
import { scale } from './shared-options.ts';

/** The options of the large-margin losses. */
export const largeMarginOptions = {
  margin: z.int().min(1).default(4).describe('What the angle of the class is multiplied by.'),
  scale: scale(1).describe('What logits are multiplied by.'),
  lambda: z
    .number()
    .min(0)
    .default(5)
    .describe('How much of the plain softmax is mixed in: ψ becomes (λ cos θ + ψ) / (1 + λ).'),
};

/** Why the default of lambda differs. */
export const LAMBDA =
  'pytorch-metric-learning and the equation have lambda 0. The authors lower it to 5 over a training; with 0, shortening the embeddings is the easiest way to a lower loss.';

/** The loss of a batch whose logits are cosines times `lengths` [B, classes] or [B, 1]. */
export function largeMargin(
  { embeddings, vectors, target, distance, reduceSamples }: ClassBatch,
  { margin, scale, lambda }: Filled<typeof largeMarginOptions>,
  lengths: (embeddings: Tensor, vectors: Tensor) => Tensor,
): Tensor {
  const cosine = distance.matrix(embeddings, vectors); // [B, classes]
  const ofOwn = ofTarget(cosine, target); // [B]
  const own = div(add(mul(ofOwn, lambda), psi(ofOwn, margin)), 1 + lambda);
  const logits = mul(mul(withTarget(cosine, target, own), lengths(embeddings, vectors)), scale);
  return reduceSamples(crossEntropyOfEach(logits, target));
}

/** (−1)ᵏ cos(m θ) − 2 k of cos θ, k = ⌊m θ / π⌋. It falls everywhere from θ = 0 to π. */
function psi(cosine: Tensor, m: number): Tensor {
  const angle = acos(clip(cosine, -1 + 1e-7, 1 - 1e-7));
  const k = stopGradient(floor(mul(angle, m / Math.PI)));
  const sign = sin(mul(sub(1, mul(k, 2)), Math.PI / 2)); // (−1)ᵏ
  return sub(mul(sign, multipleAngle(cosine, m)), mul(k, 2));
}

/** The length of each row: [rows, 1]. */
export const lengthOfEach = (x: Tensor): Tensor => expandDims(l2Norm(x), 1);
