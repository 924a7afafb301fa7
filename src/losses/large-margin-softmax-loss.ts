import { cosineSimilarity } from '../distances/index.ts';
import {
  acos,
  add,
  clip,
  div,
  expandDims,
  floor,
  l2Norm,
  mul,
  sin,
  stopGradient,
  sub,
  transpose,
} from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { meanReducer } from '../reducers/index.ts';
import { multipleAngle } from './angles.ts';
import {
  type ClassLossOptions,
  classLoss,
  columnsOfW,
  crossEntropyOfEach,
  ofTarget,
  withTarget,
} from './class-loss.ts';
import type { Loss } from './loss.ts';

export interface LargeMarginSoftmaxLossOptions extends Omit<ClassLossOptions, 'distance'> {
  /** What the angle of the class is multiplied by: a whole number. Default 4. */
  margin?: number;
  /** What logits are multiplied by. Default 1. */
  scale?: number;
  /**
   * How much of the plain softmax is mixed in: ψ becomes (λ cos θ + ψ) / (1 + λ). Default 0. By name 5, to which the
   * authors lower it over a training: without it, shortening the embeddings is the easiest way to a lower loss.
   */
  lambda?: number;
}

const build =
  (name: string, lengths: (embeddings: Tensor, vectors: Tensor) => Tensor) =>
  (options: LargeMarginSoftmaxLossOptions = {}): Loss => {
    const { margin = 4, scale = 1, lambda = 0, ...common } = options;
    return classLoss({
      name,
      options: { margin, scale, lambda },
      common,
      defaults: { distance: cosineSimilarity, reducer: meanReducer },
      vectors: columnsOfW(),
      compute({ embeddings, vectors, target, distance, reduceSamples }) {
        const cosine = distance.matrix(embeddings, vectors); // [B, classes]
        const ofOwn = ofTarget(cosine, target); // [B]
        const own = div(add(mul(ofOwn, lambda), psi(ofOwn, margin)), 1 + lambda);
        const logits = mul(mul(withTarget(cosine, target, own), lengths(embeddings, vectors)), scale);
        return reduceSamples(crossEntropyOfEach(logits, target));
      },
    });
  };

/** (−1)ᵏ cos(m θ) − 2 k of cos θ, k = ⌊m θ / π⌋: falls all the way from θ = 0 to π. */
function psi(cosine: Tensor, m: number): Tensor {
  const angle = acos(clip(cosine, -1 + 1e-7, 1 - 1e-7));
  const k = stopGradient(floor(mul(angle, m / Math.PI)));
  const sign = sin(mul(sub(1, mul(k, 2)), Math.PI / 2)); // (−1)ᵏ
  return sub(mul(sign, multipleAngle(cosine, m)), mul(k, 2));
}

const lengthOfEach = (x: Tensor): Tensor => expandDims(l2Norm(x), 1);

/**
 * The large-margin softmax (Liu, Wen, Yu & Yang 2016), θ the angles between the embedding x and the class vectors w:
 *
 *     −ln( e^(|w_y||x| ψ(θ_y)) / (e^(|w_y||x| ψ(θ_y)) + Σ_{j ≠ y} e^(|w_j||x| cos θ_j)) )
 *     ψ(θ) = (−1)ᵏ cos(margin · θ) − 2k, k = ⌊margin · θ / 180°⌋
 *
 * Learns `W` [D, classes]. Default reducer: the mean over the batch.
 */
export const largeMarginSoftmaxLoss = build('large-margin-softmax', (embeddings, vectors) =>
  mul(lengthOfEach(embeddings), transpose(lengthOfEach(vectors))),
);

/** SphereFace (Liu et al. 2017): the large-margin softmax with class vectors of length 1. */
export const sphereFaceLoss = build('sphere-face', lengthOfEach);
