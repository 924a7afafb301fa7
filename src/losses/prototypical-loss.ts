import { apart, lpDistance } from '../distances/index.ts';
import {
  add,
  cast,
  div,
  expandDims,
  log,
  logSumExp,
  matmul,
  maximum,
  neg,
  sub,
  sum,
  where,
} from '../graph/ops/index.ts';
import { pairMasks, sameClass } from '../miners/masks.ts';
import { meanReducer } from '../reducers/index.ts';
import { type EmbeddingLossOptions, embeddingLoss } from './embedding-loss.ts';
import type { Loss } from './loss.ts';
import { some } from './masked.ts';

/**
 * The loss of prototypical networks (Snell, Swersky & Zemel 2017), c_k the mean of class k's support, d the distance, for
 * each query x of class y:
 *
 *     −ln( e^(−d(x, c_y)) / Σ_k e^(−d(x, c_k)) )
 *
 * The support is the reference set (an episode). Without one every sample is a query, and the support of its class is the
 * rest of it. Default distance: squared Euclidean on embeddings as they come. Default reducer: the mean over queries whose
 * class has a support.
 */
export function prototypicalLoss(common: EmbeddingLossOptions = {}): Loss {
  return embeddingLoss({
    name: 'prototypical',
    common,
    defaults: { distance: () => lpDistance({ power: 2, normalize: false }), reducer: meanReducer },
    compute(batch) {
      const { embeddings, labels, others, distance, scope, reduce } = batch;
      const same = cast(sameClass(others.labels, others.labels), 'float32'); // [R, R]
      const sizes = sum(same, 1, true); // [R, 1]
      const prototypes = div(matmul(same, others.embeddings), sizes); // [R, D], that of each one's class
      const own = cast(pairMasks(batch).positive, 'float32'); // [B, R], without the query itself
      const ownPrototype = div(matmul(own, others.embeddings), maximum(sum(own, 1, true), 1)); // [B, D]
      const toOwn = apart(distance, distance.paired(embeddings, ownPrototype, scope)); // [B]
      const toAll = apart(distance, distance.matrix(embeddings, prototypes, scope)); // [B, R]
      const isOwn = sameClass(labels, others.labels);
      const d = where(isOwn, expandDims(toOwn, 1), toAll);
      const eachClassOnce = logSumExp(sub(neg(d), log(expandDims(sum(same, 1), 0))), 1); // ln Σ_k e^(−d), [B]
      return reduce(add(toOwn, eachClassOnce), some(own, 1));
    },
  });
}
