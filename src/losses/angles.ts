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

/** cos(θ + margin) of cos θ; beyond θ = π − margin, where it would rise again, cos θ − margin · sin(margin). Radians. */
export function angleAdded(cosine: Tensor, margin: Tensor | number): Tensor {
  const m = typeof margin === 'number' ? constant(margin) : margin;
  const sine = safeSqrt(relu(sub(1, square(cosine))));
  const turned = sub(mul(cosine, cos(m)), mul(sine, sin(m)));
  return where(greaterOrEqual(cosine, neg(cos(m))), turned, sub(cosine, mul(m, sin(m))));
}

/** cos(m θ) of cos θ for a whole m ≥ 1, as Chebyshev's polynomial: T₀ = 1, T₁ = x, Tₙ₊₁ = 2 x Tₙ − Tₙ₋₁. */
export function multipleAngle(cosine: Tensor, m: number): Tensor {
  let [before, at] = [add(mul(cosine, 0), 1), cosine];
  for (let n = 1; n < m; n++) [before, at] = [at, sub(mul(mul(cosine, at), 2), before)];
  return at;
}
