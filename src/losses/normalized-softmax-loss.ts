import { alike } from '../distances/index.ts';
import { mul } from '../graph/ops/index.ts';
import type { OptionsOf } from '../thing.ts';
import { crossEntropyOfEach, defineClassLoss } from './class-loss.ts';
import { classOptions, pairOptions, temperature } from './shared-options.ts';

/** Classification by cosine. */
export const normalizedSoftmaxLoss = defineClassLoss({
  name: 'normalized-softmax',
  summary: 'A softmax over the cosines to learned class vectors.',
  equation: '−ln( e^s_y / Σ_j e^s_j )',
  notes: 's is the similarity to the class vectors divided by the temperature. Learns `W` [D, classes].',
  paper: 'Zhai & Wu 2019',
  differs:
    'pytorch-metric-learning gives class vectors the length 1 whatever the distance; here that is up to the distance.',
  options: { temperature: temperature(0.05), ...pairOptions('dot-product', 'mean'), ...classOptions },
  compute({ embeddings, vectors, target, distance, scope, reduceSamples }, { temperature }) {
    const s = alike(distance, distance.matrix(embeddings, vectors, scope)); // [B, classes]
    return reduceSamples(crossEntropyOfEach(mul(s, 1 / temperature), target));
  },
});

/** Options of `losses.normalizedSoftmaxLoss`. */
export type NormalizedSoftmaxLossOptions = OptionsOf<typeof normalizedSoftmaxLoss>;
