import { mul } from '../graph/ops/index.ts';
import type { OptionsOf } from '../thing.ts';
import { angleAdded } from './angles.ts';
import { crossEntropyOfEach, defineClassLoss, ofTarget, withTarget } from './class-loss.ts';
import { arcFaceOptions, classOptions, reducerOptions } from './shared-options.ts';

/** ArcFace, the softmax over cosines with an angular margin. */
export const arcFaceLoss = defineClassLoss({
  name: 'arc-face',
  summary: 'ArcFace: a softmax over the cosines to class vectors, with a margin added to the angle of the class.',
  equation: '−ln( e^(s cos(θ_y + margin)) / (e^(s cos(θ_y + margin)) + Σ_{j ≠ y} e^(s cos θ_j)) )',
  notes:
    'θ are the angles between the embedding and the class vectors, s is the scale. Above θ_y = 180° − margin the cosine would rise again; cos θ_y − margin · sin(margin) replaces it there. Learns `W` [D, classes].',
  paper: 'Deng, Guo, Xue & Zafeiriou 2019',
  options: { ...arcFaceOptions, ...reducerOptions('mean'), ...classOptions },
  compute({ embeddings, vectors, target, distance, reduceSamples }, { margin, scale }) {
    const cosine = distance.matrix(embeddings, vectors); // [B, classes]
    const own = angleAdded(ofTarget(cosine, target), (margin * Math.PI) / 180); // [B]
    return reduceSamples(crossEntropyOfEach(mul(withTarget(cosine, target, own), scale), target));
  },
});

/** Options of `losses.arcFaceLoss`. */
export type ArcFaceLossOptions = OptionsOf<typeof arcFaceLoss>;
