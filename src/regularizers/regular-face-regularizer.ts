import { eye, l2Normalize, matmul, max, mean, mul, sub } from '../graph/ops/index.ts';
import type { Regularizer } from './regularizer.ts';

/** mean( maxⱼ cos(wᵢ, wⱼ) ), j ≠ i: keeps each class vector away from its nearest (RegularFace; Zhao, Xu & Cheng 2019). */
export const regularFaceRegularizer = (): Regularizer => ({
  name: 'regular-face',
  options: {},
  compute: rows => {
    const unit = l2Normalize(rows);
    const itself = mul(eye(rows.shape[0]!), 4); // beyond the range of a cosine
    const nearest = max(sub(matmul(unit, unit, { transposeB: true }), itself), 1);
    return rows.shape[0]! > 1 ? mean(nearest) : mul(mean(nearest), 0);
  },
});
