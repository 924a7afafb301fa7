import {
  add,
  constant,
  cos,
  greaterOrEqual,
  mul,
  neg,
  relu,
  safeSqrt,
  sin,
  square,
  sub,
  where,
} from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';

/** Turns cos θ into cos(θ + margin), in radians. Above θ = π − margin the cosine would rise again; cos θ − margin · sin(margin) replaces it there. */
export function angleAdded(cosine: Tensor, margin: Tensor | number): Tensor {
  const m = typeof margin === 'number' ? constant(margin) : margin;
  const sine = safeSqrt(relu(sub(1, square(cosine))));
  const turned = sub(mul(cosine, cos(m)), mul(sine, sin(m)));
  return where(greaterOrEqual(cosine, neg(cos(m))), turned, sub(cosine, mul(m, sin(m))));
}

/** Turns cos θ into cos(m θ) for a whole m ≥ 1, by the Chebyshev polynomial: T₀ = 1, T₁ = x, Tₙ₊₁ = 2 x Tₙ − Tₙ₋₁. */
export function multipleAngle(cosine: Tensor, m: number): Tensor {
  let [before, at] = [add(mul(cosine, 0), 1), cosine];
  for (let n = 1; n < m; n++) [before, at] = [at, sub(mul(mul(cosine, at), 2), before)];
  return at;
}
