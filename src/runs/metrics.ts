import * as evaluation from '../evaluation/index.ts';
import type { Model } from '../training/model.ts';
import { type Bound, evidenceBound, reconstruction } from './bound.ts';
import { embedded } from './encoded.ts';
import type { EvaluationSplit } from './evaluation-split.ts';
import { FEW_SHOT, type FewShotResult, fewShot, hasEpisodes } from './few-shot.ts';
import { accuracyOfFolds, accuracyOfTriplets } from './listed-metrics.ts';

/** The numbers that every method is compared by, from 0 to 1 where nothing else is said. A metric that a method does not have is left out. */
export interface Metrics {
  /** The share of samples whose nearest other sample is of the same class. */
  readonly precisionAt1?: number;
  /** Mean average precision over the R nearest, R being the number of others of the class (Musgrave 2020). */
  readonly mapAtR?: number;
  /** The share of the class among the R nearest. */
  readonly rPrecision?: number;
  /** The share of samples whose class the 5 nearest labelled samples have by majority. */
  readonly knn5Accuracy?: number;
  /** The probability that a pair of one class is nearer than a pair of two. */
  readonly rocAuc: number;
  /** The error rate at which pairs of one class and pairs of two are mistaken equally often. Lower is better. */
  readonly eer: number;
  /** The share of pairs decided rightly at the threshold that was best on validation pairs. */
  readonly pairAccuracy?: number;
  /** Of a list of pairs with folds: the share of pairs decided rightly, each fold at the threshold that is best on the others. */
  readonly foldAccuracy?: evaluation.FoldAccuracy;
  /** Of a list of triplets: the share whose positive is nearer to the anchor than the negative. */
  readonly tripletAccuracy?: number;
  /** 5-way 1-shot classification over 600 episodes. */
  readonly fewShot?: FewShotResult;
  /** Mean binary cross-entropy of samples decoded from their embeddings, in nats a sample. Lower is better. */
  readonly reconstruction?: number;
  /**
   * The evidence lower bound of samples, in nats a sample: the cross-entropy of what is decoded from a point drawn from each
   * posterior, and the KL divergence, both taken off 0. Higher is better. Whatever the beta of training, both count once.
   */
  readonly elbo?: number;
  /** The KL divergence of the posteriors of samples from the prior N(0, 1), in nats a sample. */
  readonly kl?: number;
  /** What the metrics are computed over, in words. */
  readonly evaluatedOn: string;
}

type MetricName = Exclude<keyof Metrics, 'evaluatedOn'>;

/** What a metric is computed from. */
interface Evaluated {
  readonly model: Model;
  readonly split: EvaluationSplit;
  /** The threshold found on validation pairs, if there are any. */
  readonly threshold: number | undefined;
  /** Retrieval over the queries, computed once; undefined without embeddings. */
  readonly retrieval: () => Promise<evaluation.RetrievalMetrics | undefined>;
  /** The evidence bound of the queries, computed once; undefined without a posterior and a decoder. */
  readonly bound: () => Promise<Bound | undefined>;
}

/** A column of the tables of runs; a run without the number gets a `–`. */
export interface MetricColumn {
  /** The metric's name for people, as in every table. */
  readonly heading: string;
  /** What the number says. */
  readonly remark: string;
  /** The number, if a run has it. */
  readonly value: (metrics: Metrics) => number | undefined;
  /** Which numbers are better, where that can be said. */
  readonly better?: 'higher' | 'lower';
  /** The column's place in the bar chart of a comparison; left out, it has none. */
  readonly chart?: number;
  /** Only in the table of a single run. */
  readonly singleRun?: true;
  /** The number behind its ±, where it has one. */
  readonly interval?: (metrics: Metrics) => number | undefined;
  /** It is such a number itself: pages write it behind the other. */
  readonly isInterval?: true;
}

/** How a metric is computed, and the columns that show it. */
interface Metric<T> {
  readonly compute: (evaluated: Evaluated) => Promise<T | undefined> | T | undefined;
  readonly columns: readonly MetricColumn[];
}

const column = (
  heading: string,
  remark: string,
  value: MetricColumn['value'],
  more: Pick<MetricColumn, 'better' | 'chart' | 'singleRun' | 'interval' | 'isInterval'> = {},
): MetricColumn => ({ heading, remark, value, ...more });

const METRICS: { readonly [Name in MetricName]-?: Metric<NonNullable<Metrics[Name]>> } = {
  precisionAt1: {
    compute: async ({ retrieval }) => (await retrieval())?.precisionAt1,
    columns: [
      column('precision@1', 'the nearest other sample is of the same class', m => m.precisionAt1, {
        better: 'higher',
        chart: 4,
      }),
    ],
  },
  mapAtR: {
    compute: async ({ retrieval }) => (await retrieval())?.mapAtR,
    columns: [
      column('MAP@R', 'mean average precision over the R nearest, of R others of the class', m => m.mapAtR, {
        better: 'higher',
        chart: 3,
      }),
    ],
  },
  rPrecision: {
    compute: async ({ retrieval }) => (await retrieval())?.rPrecision,
    columns: [
      column('R-precision', 'the share of the class among the R nearest', m => m.rPrecision, { better: 'higher' }),
    ],
  },
  knn5Accuracy: {
    compute: ({ model, split: { queries, gallery } }) =>
      model.embeds && !queries.dataset.list
        ? evaluation.knnAccuracy({
            ...embedded(queries),
            reference: embedded(gallery),
            k: Math.min(5, gallery.dataset.labels.length),
          })
        : undefined,
    columns: [
      column('5-NN', 'the five nearest labelled samples have the class by majority', m => m.knn5Accuracy, {
        better: 'higher',
        chart: 5,
      }),
    ],
  },
  rocAuc: {
    compute: ({ split }) => split.verification.rocAuc,
    columns: [
      column('ROC-AUC', 'a pair of one class is nearer than a pair of two', m => m.rocAuc, {
        better: 'higher',
        chart: 1,
      }),
    ],
  },
  eer: {
    compute: ({ split }) => split.verification.eer,
    columns: [
      column('EER ↓', 'the error rate where both kinds of pairs are mistaken equally often', m => m.eer, {
        better: 'lower',
      }),
    ],
  },
  pairAccuracy: {
    compute: ({ split, threshold }) =>
      threshold === undefined ? undefined : evaluation.accuracyAt(threshold, split.verification.pairs),
    columns: [
      column('pairs right', 'pairs decided rightly at the threshold found on validation pairs', m => m.pairAccuracy, {
        better: 'higher',
      }),
    ],
  },
  foldAccuracy: {
    compute: ({ split }) => accuracyOfFolds(split),
    columns: [
      column(
        'pairs right by folds',
        'pairs decided rightly, each fold at the threshold that is best on the others, ± its standard error',
        m => m.foldAccuracy?.accuracy,
        { better: 'higher', singleRun: true, interval: m => m.foldAccuracy?.standardError },
      ),
    ],
  },
  tripletAccuracy: {
    compute: ({ split }) => accuracyOfTriplets(split),
    columns: [
      column('triplets right', 'the positive is nearer to the anchor than the negative', m => m.tripletAccuracy, {
        better: 'higher',
        singleRun: true,
      }),
    ],
  },
  fewShot: {
    compute: ({ model, split: { queries } }) =>
      hasEpisodes(queries, FEW_SHOT) ? fewShot(model, queries, FEW_SHOT) : undefined,
    columns: [
      column(
        '5-way 1-shot',
        'the class is recognised from one example of each of five classes',
        m => m.fewShot?.accuracy,
        { better: 'higher', chart: 2, interval: m => m.fewShot?.ci95 },
      ),
      column('± 95 %', 'half the width of that accuracy’s 95 % confidence interval', m => m.fewShot?.ci95, {
        isInterval: true,
      }),
    ],
  },
  reconstruction: {
    compute: ({ model, split }) => (model.canDecode ? reconstruction(model, split.queries) : undefined),
    columns: [
      column(
        'nats ↓',
        'the cross-entropy of samples decoded from their embeddings, in nats a sample',
        m => m.reconstruction,
        { better: 'lower', singleRun: true },
      ),
    ],
  },
  elbo: {
    compute: async ({ bound }) => (await bound())?.elbo,
    columns: [
      column('ELBO', 'the evidence lower bound, in nats a sample', m => m.elbo, { better: 'higher', singleRun: true }),
    ],
  },
  kl: {
    compute: async ({ bound }) => (await bound())?.kl,
    columns: [
      column('KL', 'how far the posteriors are from the prior, in nats a sample', m => m.kl, { singleRun: true }),
    ],
  },
};

/** Computes every metric that the model and the data have. */
export async function metricsOf(model: Model, split: EvaluationSplit, threshold?: number): Promise<Metrics> {
  let found: Promise<evaluation.RetrievalMetrics> | undefined;
  const retrieval = async () => {
    if (model.embeds && !split.queries.dataset.list) found ??= evaluation.retrieval(embedded(split.queries));
    return found;
  };
  let encoded: Promise<Bound> | undefined;
  const bound = async () => {
    if (model.hasPosterior && model.canDecode) encoded ??= evidenceBound(model, split.queries);
    return encoded;
  };
  const values: Record<string, unknown> = {};
  for (const [name, { compute }] of Object.entries(METRICS)) {
    const value = await compute({ model, split, threshold, retrieval, bound });
    if (value !== undefined) values[name] = value;
  }
  return { ...values, evaluatedOn: split.evaluatedOn } as Metrics;
}

/** The columns of a single run's table. */
export const RUN_COLUMNS: readonly MetricColumn[] = Object.values(METRICS).flatMap(({ columns }) => columns);

/** The columns of a table of several runs. */
export const COLUMNS: readonly MetricColumn[] = RUN_COLUMNS.filter(({ singleRun }) => !singleRun);

/** The columns of a comparison's bar chart, in its order. */
export const CHART_COLUMNS: readonly MetricColumn[] = COLUMNS.filter(({ chart }) => chart !== undefined).sort(
  (a, b) => a.chart! - b.chart!,
);
