import { deviation, mean } from 'd3-array';
import { COLUMNS, type Metrics } from '../runs/metrics.ts';
import type { Table } from '../runs/metrics-table.ts';
import { runTitle } from '../runs/title.ts';
import type { Success, SweptValue } from './trials.ts';

/** A mean over runs, and the standard deviation of a run (n − 1 in the denominator) where there are several. */
export interface Spread {
  /** The mean. */
  readonly mean: number;
  /** The standard deviation; absent for a single run. */
  readonly deviation?: number;
}

/** A combination of the varied options' values. Seeds are no setting: runs that differ in the seed alone repeat one. */
export interface Setting {
  /** The values, as `dim=8,margin=1`; the run's title where nothing but the seed is varied. */
  readonly name: string;
  /** The value of each varied option but the seed. */
  readonly values: Readonly<Record<string, SweptValue>>;
  /** Its runs that succeeded, one for each seed. */
  readonly runs: readonly Success[];
  /** The metric that settings are compared by: MAP@R, or ROC-AUC where a run has no embedding. */
  readonly metric: 'mapAtR' | 'rocAuc';
  /** The metric on validation samples; absent where a run has none. */
  readonly validation?: Spread;
  /** The metric on test samples. */
  readonly test: Spread;
}

/** The settings of a sweep, in their order. */
export function settingsOf(done: readonly Success[]): readonly Setting[] {
  const metric = done.every(({ result }) => result.metrics.mapAtR !== undefined) ? 'mapAtR' : 'rocAuc';
  const groups = new Map<string, Success[]>();
  for (const run of done) {
    const { seed: _, ...values } = run.trial.values ?? {};
    const name = Object.entries(values).map(([option, value]) => `${option}=${value}`);
    const key = name.join(',') || runTitle(run.result);
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  return Array.from(groups, ([name, runs]) => {
    const { seed: _, ...values } = runs[0]!.trial.values ?? {};
    const validation = runs.flatMap(({ result }) => result.validation?.[metric] ?? []);
    return {
      name,
      values,
      runs,
      metric,
      ...(validation.length === runs.length && { validation: spreadOf(validation) }),
      test: spreadOf(runs.map(({ result }) => result.metrics[metric]!)),
    };
  });
}

/** The setting that is best on validation samples, or, where some setting has none, on test samples. */
export function bestOf(settings: readonly Setting[]): Setting {
  const value = settings.every(({ validation }) => validation)
    ? ({ validation }: Setting) => validation!.mean
    : ({ test }: Setting) => test.mean;
  return settings.reduce((best, each) => (value(each) > value(best) ? each : best));
}

/** The spread of any metric over runs; undefined where a run lacks it. */
export function spreadOver(
  runs: readonly Success[],
  value: (metrics: Metrics) => number | undefined,
): Spread | undefined {
  const values = runs.flatMap(({ result }) => value(result.metrics) ?? []);
  return values.length === runs.length ? spreadOf(values) : undefined;
}

function spreadOf(values: readonly number[]): Spread {
  const spread = deviation(values);
  return { mean: mean(values)!, ...(spread !== undefined && { deviation: spread }) };
}

/** Settings as text: the metric that they are compared by, on validation and test samples, and the number of runs. */
export function settingsTable(settings: readonly Setting[]): Table {
  const { metric } = settings[0]!;
  const heading = COLUMNS.find(
    ({ value }) => value({ rocAuc: 0, eer: 0, evaluatedOn: '', [metric]: 1 }) === 1,
  )!.heading;
  return {
    headings: ['setting', `validation ${heading}`, `test ${heading}`, 'runs'],
    rows: settings.map(({ name, validation, test, runs }) => [
      name,
      shown(validation),
      shown(test),
      String(runs.length),
    ]),
  };
}

/** `0.9123 ± 0.0041`. */
const shown = (spread: Spread | undefined): string => {
  if (!spread) return '–';
  const { mean, deviation } = spread;
  return `${mean.toFixed(4)}${deviation === undefined ? '' : ` ± ${deviation.toFixed(4)}`}`;
};
