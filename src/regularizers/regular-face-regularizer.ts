import { eye, l2Normalize, matmul, max, mean, mul, sub } from '../graph/ops/index.ts';
import { defineRegularizer } from './regularizer.ts';

/** Keeps each class vector away from its nearest. */
export const regularFaceRegularizer = defineRegularizer({
  name: 'regular-face',
  summary: 'The cosine of each class vector to its nearest other one: it keeps classes apart.',
  equation: 'mean( maxⱼ cos(wᵢ, wⱼ) ), j ≠ i',
  paper: 'RegularFace; Zhao, Xu & Cheng 2019',
  options: {},
  make: () => ({
    compute: rows => {
      const unit = l2Normalize(rows);
      const itself = mul(eye(rows.shape[0]!), 4); // beyond the range of a cosine
      const nearest = max(sub(matmul(unit, unit, { transposeB: true }), itself), 1);
      return rows.shape[0]! > 1 ? mean(nearest) : mul(mean(nearest), 0);
    },
  }),
});
