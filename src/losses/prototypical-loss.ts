import { apart, lpDistance } from '../distances/index.ts';
import {
  add,
  cast,
  div,
  expandDims,
  full,
  greater,
  log,
  logSumExp,
  matmul,
  max,
  maximum,
  mul,
  neg,
  sum,
  transpose,
  where,
} from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { pairMasks, sameClass } from '../miners/masks.ts';
import type { Reference } from '../miners/miner.ts';
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
      const there = present(others); // [1, R]
      const same = mul(cast(sameClass(others.labels, others.labels), 'float32'), there); // [R, R]
      const sizes = maximum(sum(same, 1, true), 1); // [R, 1]
      const prototypes = div(matmul(same, others.embeddings), sizes); // [R, D], that of each one's class
      const own = cast(pairMasks(batch).positive, 'float32'); // [B, R], without the query itself
      const ownPrototype = div(matmul(own, others.embeddings), maximum(sum(own, 1, true), 1)); // [B, D]
      const toOwn = apart(distance, distance.paired(embeddings, ownPrototype, scope)); // [B]
      const toAll = apart(distance, distance.matrix(embeddings, prototypes, scope)); // [B, R]
      const isOwn = sameClass(labels, others.labels);
      const d = where(isOwn, expandDims(toOwn, 1), toAll);
      const once = where(greater(there, 0), neg(log(transpose(sizes))), -1e9); // [1, R]
      const eachClassOnce = logSumExp(add(neg(d), once), 1); // ln Σ_k e^(−d), [B]
      return reduce(add(toOwn, eachClassOnce), some(own, 1));
    },
  });
}

/** 1 where a reference is one, 0 where its place is still empty (in a memory): [1, R]. */
const present = ({ comparable, labels }: Reference): Tensor =>
  comparable ? max(cast(comparable, 'float32'), 0, true) : full([1, labels.shape[0]!], 1);
