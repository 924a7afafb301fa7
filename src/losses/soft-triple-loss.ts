import { z } from 'zod';
import { alike } from '../distances/index.ts';
import { mul, reshape, softmax, sub, sum, transpose } from '../graph/ops/index.ts';
import type { Initializer } from '../nn/initializers.ts';
import { uniform } from '../nn/initializers.ts';
import type { OptionsOf } from '../thing.ts';
import { crossEntropyOfEach, defineClassLoss } from './class-loss.ts';
import { classOptions, pairOptions } from './shared-options.ts';

/** PyTorch's kaiming_uniform with a = √5 on [D, centres]. */
const kaiming: Initializer = (shape, random) => uniform(1 / Math.sqrt(shape[1]!))(shape, random);

/** SoftTriple. */
export const softTripleLoss = defineClassLoss({
  name: 'soft-triple',
  summary: 'SoftTriple: a softmax over classes that have several learned centres each.',
  equation: `−ln( e^(λ (S_y − margin)) / (e^(λ (S_y − margin)) + Σ_{c ≠ y} e^(λ S_c)) )
S_c = Σ_k softmax_k(s_ck / γ) s_ck`,
  notes:
    's_ck is the similarity to centre k of class c, λ is `la`. Learns `fc` [D, classes · centres]. With `sparse-centers` as its weightRegularizer, centres that are not needed merge.',
  paper: 'Qian et al. 2019',
  options: {
    centersPerClass: z.int().min(1).default(10).describe('How many centres each class has.'),
    la: z.number().positive().default(20).describe('What the similarities to classes are multiplied by.'),
    gamma: z.number().positive().default(0.1).describe('How softly a sample is shared among the centres of a class.'),
    margin: z.number().default(0.01).describe('What is taken off the similarity to the own class.'),
    ...pairOptions('cosine', 'mean'),
    ...classOptions,
  },
  vectors: ({ scope, embeddings }, classes, { centersPerClass }) =>
    transpose(scope.parameter('fc', [embeddings.shape[1]!, classes * centersPerClass], kaiming)),
  compute(
    { embeddings, vectors, target, classes, distance, scope, reduceSamples },
    { centersPerClass, la, gamma, margin },
  ) {
    const toCenters = alike(distance, distance.matrix(embeddings, vectors, scope)); // [B, classes · centres]
    const s = reshape(toCenters, [embeddings.shape[0]!, classes, centersPerClass]);
    const toClasses = sum(mul(softmax(mul(s, 1 / gamma)), s), 2); // [B, classes]
    return reduceSamples(crossEntropyOfEach(mul(sub(toClasses, mul(target, margin)), la), target));
  },
});

/** Options of `losses.softTripleLoss`. */
export type SoftTripleLossOptions = OptionsOf<typeof softTripleLoss>;
