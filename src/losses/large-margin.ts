import { z } from 'zod';
import {
  acos,
  add,
  clip,
  div,
  expandDims,
  floor,
  l2Norm,
  maximum,
  mul,
  sin,
  stopGradient,
  sub,
} from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { zeros } from '../nn/initializers.ts';
import type { Scope } from '../nn/scope.ts';
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
    .describe(
      'How much of the plain softmax is mixed in: ψ becomes (λ cos θ + ψ) / (1 + λ). In training λ falls from 1000 to this.',
    ),
};

/** The authors' schedule: λ of a step is 1000 / (1 + 0.12 · steps before it), or the option where that is more. */
const FIRST = 1000;
const FALL = 0.12;

/** Why the default of lambda differs. */
export const LAMBDA =
  'pytorch-metric-learning and the equation have lambda 0. Here a training begins with 1000, of which 1000 / (1 + 0.12 · steps) is left, until that is below lambda: so do the authors, down to 5. While the angles are wide, shortening the embeddings is the easiest way to a lower loss with a small one.';

/** The loss of a batch whose logits are cosines times `lengths` [B, classes] or [B, 1]. */
export function largeMargin(
  { embeddings, vectors, target, distance, reduceSamples, inTraining, scope }: ClassBatch,
  { margin, scale, lambda }: Filled<typeof largeMarginOptions>,
  lengths: (embeddings: Tensor, vectors: Tensor) => Tensor,
): Tensor {
  const cosine = distance.matrix(embeddings, vectors); // [B, classes]
  const ofOwn = ofTarget(cosine, target); // [B]
  const mixed = inTraining ? falling(scope, lambda) : lambda;
  const own = div(add(mul(ofOwn, mixed), psi(ofOwn, margin)), add(1, mixed));
  const logits = mul(mul(withTarget(cosine, target, own), lengths(embeddings, vectors)), scale);
  return reduceSamples(crossEntropyOfEach(logits, target));
}

/** λ of this step of a training: [1]. */
function falling(scope: Scope, least: number): Tensor {
  const steps = scope.state('steps', [1], zeros);
  scope.update('steps', add(steps, 1));
  return maximum(div(FIRST, add(1, mul(steps, FALL))), least);
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
