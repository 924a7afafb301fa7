import { z } from 'zod';
import { farther } from '../distances/index.ts';
import { add, constant, expandDims, mul, sub, sum } from '../graph/ops/index.ts';
import { normal } from '../nn/initializers.ts';
import type { OptionsOf } from '../thing.ts';
import { defineClassLoss } from './class-loss.ts';
import { logSumExpWhere, some } from './masked.ts';
import { classOptions, pairOptions } from './shared-options.ts';
import { sampleWeights } from './tuples.ts';

/** Proxy-Anchor. */
export const proxyAnchorLoss = defineClassLoss({
  name: 'proxy-anchor',
  summary: 'Proxy-Anchor: each class proxy is an anchor that pulls the samples of its class and pushes all others.',
  equation:
    '1/|P⁺| Σ_P⁺ ln(1 + Σ_{x of its class} e^(−α (s − margin))) + 1/|P| Σ_P ln(1 + Σ_{x of others} e^(α (s + margin)))',
  notes:
    's is the similarity of a sample to a proxy, P⁺ the proxies of the classes in the batch, P all proxies. The default reducer does both divisions. Learns `proxies` [classes, D].',
  paper: 'Kim, Kim, Cho & Kwak 2020',
  differs:
    'In pytorch-metric-learning the tuples of a miner shift the exponents of samples by up to 1; here samples that were not chosen are left out, and all others count alike.',
  options: {
    margin: z.number().default(0.1).describe('How far beyond the boundary similarities should be.'),
    alpha: z.number().positive().default(32).describe('How sharply the hardest samples are weighted.'),
    ...pairOptions('cosine', 'divisor'),
    ...classOptions,
  },
  vectors: ({ scope, embeddings }, classes) =>
    scope.parameter('proxies', [classes, embeddings.shape[1]!], normal(Math.sqrt(2 / classes))),
  compute(batch, { margin, alpha }) {
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

/** Options of `losses.proxyAnchorLoss`. */
export type ProxyAnchorLossOptions = OptionsOf<typeof proxyAnchorLoss>;
