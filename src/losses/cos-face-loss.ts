import { z } from 'zod';
import { mul, sub } from '../graph/ops/index.ts';
import type { OptionsOf } from '../thing.ts';
import { crossEntropyOfEach, defineClassLoss } from './class-loss.ts';
import { classOptions, reducerOptions, scale } from './shared-options.ts';

/** CosFace, the softmax over cosines with an additive margin. */
export const cosFaceLoss = defineClassLoss({
  name: 'cos-face',
  summary: 'CosFace: a softmax over the cosines to class vectors, with a margin taken off the cosine of the class.',
  equation: '−ln( e^(s (cos θ_y − margin)) / (e^(s (cos θ_y − margin)) + Σ_{j ≠ y} e^(s cos θ_j)) )',
  notes: 'θ are the angles between the embedding and the class vectors, s is the scale. Learns `W` [D, classes].',
  paper: 'Wang et al. 2018',
  options: {
    margin: z.number().default(0.35).describe('What is taken off the cosine of the class.'),
    scale: scale(64),
    ...reducerOptions('mean'),
    ...classOptions,
  },
  compute({ embeddings, vectors, target, distance, reduceSamples }, { margin, scale }) {
    const cosine = distance.matrix(embeddings, vectors); // [B, classes]
    return reduceSamples(crossEntropyOfEach(mul(sub(cosine, mul(target, margin)), scale), target));
  },
});

/** Options of `losses.cosFaceLoss`. */
export type CosFaceLossOptions = OptionsOf<typeof cosFaceLoss>;
