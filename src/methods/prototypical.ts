import { episodes } from '../data/samplers/episodes.ts';
import {
  argMax,
  cast,
  constant,
  crossEntropy,
  equal,
  mean,
  neg,
  reshape,
  split,
  squaredDistances,
} from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { type BatchPlan, laidOut, type Method, plainEncoder } from './method.ts';

export interface PrototypicalOptions {
  /** Classes in an episode; default 20, or all where there are fewer. */
  ways?: number;
  /** Samples of each class that its prototype is the mean of; default 1. */
  shots?: number;
  /** Samples of each class to be told; default 5. */
  queries?: number;
}

const WAYS = 20;

/**
 * Prototypical networks (Snell, Swersky & Zemel 2017). A step is an episode: of each of some classes, the embeddings of
 * a few samples are averaged to a prototype cₖ, and other samples x are told by how near they lie to it:
 *
 *     −log softmaxₖ( −‖f(x) − cₖ‖² )
 *
 * An epoch has as many episodes as it takes to draw as many samples as there are.
 */
export function prototypical({ ways, shots = 1, queries = 5 }: PrototypicalOptions = {}): Method {
  const waysOf = (classes: number) => ways ?? Math.min(WAYS, classes);
  return {
    name: 'prototypical',
    options: { ways, shots, queries },
    batches: classes => episodeBatches(waysOf(classes), shots, queries),
    encoder: plainEncoder,
    objective({ samples, classes }, architecture, scope) {
      const embeddings = plainEncoder(architecture)(samples, scope); // [ways · (shots + queries), dim]
      return { ...prototypicalLoss(embeddings, waysOf(classes), shots, queries), embeddings };
    },
  };
}

/** The support of all classes, then their queries, class by class. */
const episodeBatches = (ways: number, shots: number, queries: number): BatchPlan => {
  const rows = ways * (shots + queries);
  return {
    rows,
    over(source) {
      const perEpoch = Math.ceil(source.labels.length / rows);
      const sampler = episodes({ ways, shots, queries, perEpoch });
      return laidOut(sampler, rows, ({ support, query }) => [support, query]).over(source);
    },
  };
};

function prototypicalLoss(
  embeddings: Tensor,
  ways: number,
  shots: number,
  queries: number,
): { loss: Tensor; metrics: Readonly<Record<string, Tensor>> } {
  const [support, query] = split(embeddings, [ways * shots, ways * queries]);
  const prototypes = mean(reshape(support!, [ways, shots, embeddings.shape[1]!]), 1); // [ways, dim]
  const logits = neg(squaredDistances(query!, prototypes)); // [ways · queries, ways]
  const place = Array.from({ length: ways * queries }, (_, i) => Math.floor(i / queries));
  const accuracy = mean(cast(equal(argMax(logits), constant(place, { dtype: 'int64' })), 'float32'));
  return { loss: crossEntropy(logits, constant(place, { dtype: 'int32' })), metrics: { accuracy } };
}
