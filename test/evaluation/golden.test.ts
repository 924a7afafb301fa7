import { describe, expect, it } from 'vitest';
import * as distances from '../../src/distances/index.ts';
import * as evaluation from '../../src/evaluation/index.ts';
import { golden } from '../support/golden.ts';

interface Golden {
  embeddings: number[][];
  labels: number[];
  selfRetrieval: Record<string, number>;
  reference: {
    embeddings: number[][];
    labels: number[];
    metrics: Record<string, number>;
    knnAccuracy: Record<string, number>;
  };
  verification: { i: number[]; j: number[]; same: number[]; rocAuc: number; eer: number };
  clustering: { assigned: number[]; nmi: number; ami: number };
}

const { embeddings, labels, selfRetrieval, reference, ...recorded } = golden<Golden>('retrieval');

const named = (metrics: evaluation.RetrievalMetrics) => ({
  mean_average_precision: metrics.meanAveragePrecision,
  mean_average_precision_at_r: metrics.mapAtR,
  mean_reciprocal_rank: metrics.mrr,
  precision_at_1: metrics.precisionAt1,
  r_precision: metrics.rPrecision,
});

const expectMetrics = (actual: Record<string, number>, expected: Record<string, number>) => {
  for (const [name, value] of Object.entries(expected)) expect(actual[name], name).toBeCloseTo(value, 6);
};

describe('evaluation agrees with scikit-learn and pytorch-metric-learning', () => {
  it('retrieval() without a reference leaves each query out', async () => {
    expectMetrics(named(await evaluation.retrieval({ embeddings, labels })), selfRetrieval);
  });

  it('retrieval() by a distance of the library', async () => {
    const distance = distances.lpDistance({ normalize: false });
    expectMetrics(named(await evaluation.retrieval({ embeddings, labels, distance })), selfRetrieval);
  });

  it('retrieval() with a reference', async () => {
    expectMetrics(named(await evaluation.retrieval({ embeddings, labels, reference })), reference.metrics);
  });

  it('knnAccuracy()', async () => {
    for (const [k, accuracy] of Object.entries(reference.knnAccuracy)) {
      expect(await evaluation.knnAccuracy({ embeddings, labels, reference, k: Number(k) })).toBeCloseTo(accuracy, 6);
    }
  });

  it('verification()', () => {
    const { i, j, same, rocAuc, eer } = recorded.verification;
    const apart = i.map((a, pair) => Math.hypot(...embeddings[a]!.map((x, k) => x - embeddings[j[pair]!]![k]!)));
    const metrics = evaluation.verification({ distances: apart, same: same.map(Boolean) });
    expect(metrics.rocAuc).toBeCloseTo(rocAuc, 6);
    expect(metrics.eer).toBeCloseTo(eer, 4);
    expect(evaluation.accuracyAt(metrics.threshold, { distances: apart, same: same.map(Boolean) })).toBeCloseTo(
      metrics.accuracy,
      12,
    );
  });

  it('clustering()', () => {
    const { assigned, nmi, ami } = recorded.clustering;
    const metrics = evaluation.clustering({ assigned, labels });
    expect(metrics.nmi).toBeCloseTo(nmi, 8);
    expect(metrics.ami).toBeCloseTo(ami, 8);
  });
});
