import { z } from 'zod';
import { alike } from '../distances/index.ts';
import { mul } from '../graph/ops/index.ts';
import { normal } from '../nn/initializers.ts';
import type { OptionsOf } from '../thing.ts';
import { crossEntropyOfEach, defineClassLoss } from './class-loss.ts';
import { classOptions, pairOptions } from './shared-options.ts';

/** Proxy-NCA. */
export const proxyNCALoss = defineClassLoss({
  name: 'proxy-nca',
  summary: 'Proxy-NCA: a softmax over the distances to a learned proxy of each class.',
  equation: '−ln( e^(−s d_y) / Σ_j e^(−s d_j) )',
  notes: 'd is the distance to the proxies, s the scale. Learns `proxies` [classes, D].',
  paper: 'Movshovitz-Attias et al. 2017',
  differs:
    'The proxy of the own class is in the denominator too, as in ProxyNCA++ (Teh et al. 2020). pytorch-metric-learning leaves out samples whose probability rounds to 0; here they cost what they should.',
  options: {
    softmaxScale: z.number().positive().default(1).describe('What distances are multiplied by.'),
    ...pairOptions('squared-euclidean', 'mean'),
    ...classOptions,
  },
  vectors: ({ scope, embeddings }, classes) => scope.parameter('proxies', [classes, embeddings.shape[1]!], normal()),
  compute({ embeddings, vectors, target, distance, scope, reduceSamples }, { softmaxScale }) {
    const s = alike(distance, distance.matrix(embeddings, vectors, scope)); // [B, classes]
    return reduceSamples(crossEntropyOfEach(mul(s, softmaxScale), target));
  },
});

/** Options of `losses.proxyNCALoss`. */
export type ProxyNCALossOptions = OptionsOf<typeof proxyNCALoss>;
