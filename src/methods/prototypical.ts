import { z } from 'zod';
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
import type { OptionsOf } from '../thing.ts';
import { type BatchPlan, defineMethod, laidOut, plainEncoder } from './method.ts';

const WAYS = 20;

const waysOf = (ways: number | undefined, classes: number): number => ways ?? Math.min(WAYS, classes);

/** Prototypical networks. */
export const prototypical = defineMethod({
  name: 'prototypical',
  summary: 'Each step is an episode: a softmax over the distances of queries to the mean of each class.',
  equation: '−log softmaxₖ( −‖f(x) − cₖ‖² )',
  notes:
    'The prototype cₖ of a class is the mean of the embeddings of its shots; x is a query. An epoch has as many episodes as it takes to draw as many samples as there are.',
  paper: 'Snell, Swersky & Zemel 2017',
  options: {
    ways: z.int().min(2).optional().describe('Classes in an episode; by default 20, or all where there are fewer.'),
    shots: z.int().min(1).default(1).describe('Samples of each class that its prototype is the mean of.'),
    queries: z.int().min(1).default(5).describe('Samples of each class that are classified.'),
  },
  make: ({ ways, shots, queries }) => ({
    batches: classes => episodeBatches(waysOf(ways, classes), shots, queries),
    encoder: plainEncoder,
    objective({ samples, classes }, architecture, scope) {
      const embeddings = plainEncoder(architecture)(samples, scope); // [ways · (shots + queries), dim]
      return { ...prototypicalLoss(embeddings, waysOf(ways, classes), shots, queries), embeddings };
    },
  }),
});

/** Options of `methods.prototypical`. */
export type PrototypicalOptions = OptionsOf<typeof prototypical>;

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
