import { alike, lpDistance } from '../distances/index.ts';
import { mul } from '../graph/ops/index.ts';
import { normal } from '../nn/initializers.ts';
import { meanReducer } from '../reducers/index.ts';
import { type ClassLossOptions, classLoss, crossEntropyOfEach } from './class-loss.ts';
import type { Loss } from './loss.ts';

export interface ProxyNCALossOptions extends ClassLossOptions {
  /** What distances are multiplied by. Default 1. */
  softmaxScale?: number;
}

/**
 * Proxy-NCA (Movshovitz-Attias et al. 2017), with the class's own proxy in the denominator (Teh et al. 2020's ++ form), d
 * the distance to the proxies, s the scale:
 *
 *     −ln( e^(−s d_y) / Σ_j e^(−s d_j) )
 *
 * Learns `proxies` [classes, D]. Default distance: squared Euclidean on normalised vectors. Default reducer: the mean over
 * the batch.
 */
export function proxyNCALoss(options: ProxyNCALossOptions = {}): Loss {
  const { softmaxScale = 1, ...common } = options;
  return classLoss({
    name: 'proxy-nca',
    options: { softmaxScale },
    common,
    defaults: { distance: () => lpDistance({ power: 2 }), reducer: meanReducer },
    vectors: ({ scope, embeddings }, classes) => scope.parameter('proxies', [classes, embeddings.shape[1]!], normal()),
    compute({ embeddings, vectors, target, distance, scope, reduceSamples }) {
      const s = alike(distance, distance.matrix(embeddings, vectors, scope)); // [B, classes]
      return reduceSamples(crossEntropyOfEach(mul(s, softmaxScale), target));
    },
  });
}
