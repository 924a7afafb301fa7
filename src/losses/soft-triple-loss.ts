import { alike, cosineSimilarity } from '../distances/index.ts';
import { mul, reshape, softmax, sub, sum, transpose } from '../graph/ops/index.ts';
import type { Initializer } from '../nn/initializers.ts';
import { uniform } from '../nn/initializers.ts';
import { meanReducer } from '../reducers/index.ts';
import { type ClassLossOptions, classLoss, crossEntropyOfEach } from './class-loss.ts';
import type { Loss } from './loss.ts';

export interface SoftTripleLossOptions extends ClassLossOptions {
  /** How many centres each class has. Default 10. */
  centersPerClass?: number;
  /** What similarities to classes are multiplied by. Default 20. */
  la?: number;
  /** How softly a sample is shared among the centres of a class. Default 0.1. */
  gamma?: number;
  /** What is taken off the similarity to the class. Default 0.01. */
  margin?: number;
}

/** PyTorch's kaiming_uniform with a = √5 on [D, centres]. */
const kaiming: Initializer = (shape, random) => uniform(1 / Math.sqrt(shape[1]!))(shape, random);

/**
 * SoftTriple (Qian et al. 2019), s_ck the similarity to centre k of class c:
 *
 *     −ln( e^(λ (S_y − margin)) / (e^(λ (S_y − margin)) + Σ_{c ≠ y} e^(λ S_c)) ),  S_c = Σ_k softmax_k(s_ck / γ) s_ck
 *
 * Learns `fc` [D, classes · centres]. Default distance: cosine similarity. Default reducer: the mean over the batch.
 * With sparseCentersRegularizer as its weightRegularizer, superfluous centres merge.
 */
export function softTripleLoss(options: SoftTripleLossOptions = {}): Loss {
  const { centersPerClass = 10, la = 20, gamma = 0.1, margin = 0.01, ...common } = options;
  return classLoss({
    name: 'soft-triple',
    options: { centersPerClass, la, gamma, margin },
    common,
    defaults: { distance: cosineSimilarity, reducer: meanReducer },
    vectors: ({ scope, embeddings }, classes) =>
      transpose(scope.parameter('fc', [embeddings.shape[1]!, classes * centersPerClass], kaiming)),
    compute({ embeddings, vectors, target, classes, distance, scope, reduceSamples }) {
      const toCenters = alike(distance, distance.matrix(embeddings, vectors, scope)); // [B, classes · centres]
      const s = reshape(toCenters, [embeddings.shape[0]!, classes, centersPerClass]);
      const toClasses = sum(mul(softmax(mul(s, 1 / gamma)), s), 2); // [B, classes]
      return reduceSamples(crossEntropyOfEach(mul(sub(toClasses, mul(target, margin)), la), target));
    },
  });
}
