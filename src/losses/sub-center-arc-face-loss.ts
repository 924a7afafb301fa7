import type { OptionsOf } from '../thing.ts';
import { columnsOfW, defineClassLoss } from './class-loss.ts';
import { arcFaceOptions, classOptions, reducerOptions } from './shared-options.ts';
import { subCenterArcFace, subCenters } from './sub-centers.ts';

/** Sub-center ArcFace, with several vectors a class. */
export const subCenterArcFaceLoss = defineClassLoss({
  name: 'sub-center-arc-face',
  summary: 'Sub-center ArcFace: several vectors for each class, the nearest of which counts.',
  equation: 'ArcFace with cos θ_c = max_k cos θ_ck',
  notes: 'Samples with wrong labels gather around vectors of their own. Learns `W` [D, classes · subCenters].',
  paper: 'Deng et al. 2020',
  differs:
    'pytorch-metric-learning has `get_outliers`, which finds samples far from the centre of their class; it is left out here.',
  options: { ...arcFaceOptions, subCenters, ...reducerOptions('mean'), ...classOptions },
  vectors: (batch, classes, { subCenters }) => columnsOfW(subCenters)(batch, classes),
  compute: (batch, options) => subCenterArcFace(batch, options, (options.margin * Math.PI) / 180),
});

/** Options of `losses.subCenterArcFaceLoss`. */
export type SubCenterArcFaceLossOptions = OptionsOf<typeof subCenterArcFaceLoss>;
