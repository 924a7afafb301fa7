import { UsageError } from '../errors.ts';
import { constant, gather } from '../graph/ops/index.ts';
import type { Loss } from './loss.ts';
import { type SubCenterArcFaceLossOptions, subCenterArcFace } from './sub-center-arc-face-loss.ts';

export interface DynamicArcFaceLossOptions extends Omit<SubCenterArcFaceLossOptions, 'margin' | 'numClasses'> {
  /** How many training samples each class has. In training it is known. */
  classCounts?: readonly number[];
  /** How fast margins fall with the count. Default 0.25. */
  lambda0?: number;
  /** Default 0.5. */
  a?: number;
  /** Default 0.05. */
  b?: number;
}

/**
 * Dynamic ArcFace (Ha et al. 2020): Sub-center ArcFace with greater margins for rarer classes, n a class's count, in radians:
 *
 *     margin = a · n^(−λ₀) + b
 */
export function dynamicArcFaceLoss(options: DynamicArcFaceLossOptions = {}): Loss {
  const { classCounts, lambda0 = 0.25, a = 0.5, b = 0.05, scale = 64, subCenters = 3, ...common } = options;
  return subCenterArcFace(
    'dynamic-arc-face',
    { scale, subCenters, lambda0, a, b },
    { ...common, ...(classCounts && { numClasses: classCounts.length }) },
    batch => {
      const counts = requireCounts(classCounts ?? batch.classCounts);
      return gather(constant(counts.map(n => a * n ** -lambda0 + b)), batch.labels); // [B]
    },
  );
}

function requireCounts(counts: readonly number[] | undefined): readonly number[] {
  const got = counts ? counts.find(n => !(n > 0)) : 'none';
  if (counts && got === undefined) return counts;
  throw new UsageError({
    who: 'dynamicArcFaceLoss',
    expected: 'classCounts, how many training samples each class has, all above 0',
    got: String(got),
  });
}
