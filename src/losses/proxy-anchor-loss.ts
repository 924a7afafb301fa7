import { cosineSimilarity, farther } from '../distances/index.ts';
import { add, constant, expandDims, mul, sub, sum } from '../graph/ops/index.ts';
import { normal } from '../nn/initializers.ts';
import { divisorReducer } from '../reducers/index.ts';
import { type ClassLossOptions, classLoss } from './class-loss.ts';
import type { Loss } from './loss.ts';
import { logSumExpWhere, some } from './masked.ts';
import { sampleWeights } from './tuples.ts';

export interface ProxyAnchorLossOptions extends ClassLossOptions {
  /** How far beyond the boundary similarities should be. Default 0.1. */
  margin?: number;
  /** How sharply the hardest samples are weighted. Default 32. */
  alpha?: number;
}

/**
 * Proxy-Anchor (Kim, Kim, Cho & Kwak 2020), s the similarity of the batch's samples to a proxy, P⁺ the proxies of the
 * batch's classes, P all:
 *
 *     1/|P⁺| Σ_P⁺ ln(1 + Σ_{x of its class} e^(−α (s − margin))) + 1/|P| Σ_P ln(1 + Σ_{x of others} e^(α (s + margin)))
 *
 * Learns `proxies` [classes, D]. Default distance: cosine similarity. Default reducer: those divisions.
 */
export function proxyAnchorLoss(options: ProxyAnchorLossOptions = {}): Loss {
  const { margin = 0.1, alpha = 32, ...common } = options;
  return classLoss({
    name: 'proxy-anchor',
    options: { margin, alpha },
    common,
    defaults: { distance: cosineSimilarity, reducer: divisorReducer },
    vectors: ({ scope, embeddings }, classes) =>
      scope.parameter('proxies', [classes, embeddings.shape[1]!], normal(Math.sqrt(2 / classes))),
    compute(batch) {
      const { embeddings, vectors, target, distance, scope, classes, reduce } = batch;
      const d = distance.matrix(embeddings, vectors, scope); // [B, classes]
      const counts = expandDims(sampleWeights(batch), 1); // [B, 1]
      const [own, other] = [mul(target, counts), mul(sub(1, target), counts)];
      const pull = logSumExpWhere(mul(farther(distance, d, margin), alpha), own, { axis: 0, plusOne: true }); // [classes]
      const push = logSumExpWhere(mul(farther(distance, -margin, d), alpha), other, { axis: 0, plusOne: true });
      const present = sum(some(target, 0));
      return add(
        reduce(pull, undefined, { part: 'pos', divisor: present }),
        reduce(push, undefined, { part: 'neg', divisor: constant(classes) }),
      );
    },
  });
}
