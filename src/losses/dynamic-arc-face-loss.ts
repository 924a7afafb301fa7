import { z } from 'zod';
import { UsageError } from '../errors.ts';
import { constant, gather } from '../graph/ops/index.ts';
import type { OptionsOf } from '../thing.ts';
import { columnsOfW, defineClassLoss } from './class-loss.ts';
import { classOptions, reducerOptions, scale } from './shared-options.ts';
import { subCenterArcFace, subCenters } from './sub-centers.ts';

const { numClasses: _, ...shared } = classOptions;

/** Dynamic ArcFace, with greater margins for rarer classes. */
export const dynamicArcFaceLoss = defineClassLoss({
  name: 'dynamic-arc-face',
  summary: 'Dynamic ArcFace: Sub-center ArcFace with greater margins for rarer classes.',
  equation: 'margin = a · n^(−λ₀) + b',
  notes: 'In radians, with n the number of training samples of the class. Learns `W` [D, classes · subCenters].',
  paper: 'Ha et al. 2020',
  differs: 'pytorch-metric-learning 3 takes the least and the greatest margin; here the margin is given by a and b.',
  options: {
    classCounts: z
      .array(z.number())
      .readonly()
      .optional()
      .describe('How many training samples each class has; in training it is known.'),
    lambda0: z.number().default(0.25).describe('How fast margins fall with the number of samples.'),
    a: z.number().default(0.5).describe('The part of the margin that falls.'),
    b: z.number().default(0.05).describe('The part of the margin that stays.'),
    scale: scale(64),
    subCenters,
    ...reducerOptions('mean'),
    ...shared,
  },
  classes: ({ classCounts }) => classCounts?.length,
  vectors: (batch, classes, { subCenters }) => columnsOfW(subCenters)(batch, classes),
  compute(batch, options) {
    const { classCounts, lambda0, a, b } = options;
    const counts = requireCounts(classCounts ?? batch.classCounts);
    const margins = gather(constant(counts.map(n => a * n ** -lambda0 + b)), batch.labels); // [B]
    return subCenterArcFace(batch, options, margins);
  },
});

/** Options of `losses.dynamicArcFaceLoss`. */
export type DynamicArcFaceLossOptions = OptionsOf<typeof dynamicArcFaceLoss>;

function requireCounts(counts: readonly number[] | undefined): readonly number[] {
  const got = counts ? counts.find(n => !(n > 0)) : 'none';
  if (counts && got === undefined) return counts;
  throw new UsageError({
    who: 'dynamicArcFaceLoss',
    expected: 'classCounts, how many training samples each class has, all above 0',
    got: String(got),
  });
}
