import { apart } from '../distances/index.ts';
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
import type { OptionsOf } from '../thing.ts';
import { defineEmbeddingLoss } from './embedding-loss.ts';
import { some } from './masked.ts';
import { pairOptions } from './shared-options.ts';

/** The loss of prototypical networks. */
export const prototypicalLoss = defineEmbeddingLoss({
  name: 'prototypical',
  summary: 'The loss of prototypical networks: a softmax over the distances of a query to the mean of each class.',
  equation: '−ln( e^(−d(x, c_y)) / Σ_k e^(−d(x, c_k)) )',
  notes:
    'For each query x of class y, with d the distance and c_k the mean of the support of class k. The support is the reference set (an episode); without one every sample is a query, and the support of its class are the other samples of it. Queries whose class has no support do not count.',
  paper: 'Snell, Swersky & Zemel 2017',
  options: pairOptions('squared-euclidean(normalize=false)', 'mean'),
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

/** Options of `losses.prototypicalLoss`. */
export type PrototypicalLossOptions = OptionsOf<typeof prototypicalLoss>;

/** 1 where a place of the reference is filled, 0 where it is still empty (in a memory): [1, R]. */
const present = ({ comparable, labels }: Reference): Tensor =>
  comparable ? max(cast(comparable, 'float32'), 0, true) : full([1, labels.shape[0]!], 1);
