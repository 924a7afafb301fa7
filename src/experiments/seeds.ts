import { deviation, group, mean } from 'd3-array';
import type { Metrics } from '../runs/metrics.ts';
import type { Success, SweptValue } from './trials.ts';

/** Runs of a sweep that differ in their seed alone. */
export interface SeedGroup {
  /** The values that they share, such as `dim=8,margin=1`; empty where nothing but the seed is varied. */
  readonly name: string;
  readonly values: Readonly<Record<string, SweptValue>>;
  readonly runs: readonly Success[];
}

/** The runs of a sweep by all varied values but their seeds, in the order of their first runs. */
export function seedGroups(done: readonly Success[]): SeedGroup[] {
  const valuesOf = ({ trial }: Success) => Object.entries(trial.values ?? {}).filter(([option]) => option !== 'seed');
  const name = (run: Success) =>
    valuesOf(run)
      .map(([option, value]) => `${option}=${value}`)
      .join(',');
  return [...group(done, name)].map(([name, runs]) => ({ name, values: Object.fromEntries(valuesOf(runs[0]!)), runs }));
}

/** A mean over runs, and their standard deviation where there are several. */
export interface MeanOfRuns {
  readonly mean: number;
  readonly deviation: number | undefined;
}

/** The mean of a metric over runs; undefined where a run lacks it. */
export function meanOf(
  runs: readonly Success[],
  value: (metrics: Metrics) => number | undefined,
): MeanOfRuns | undefined {
  const values = runs.flatMap(({ result }) => value(result.metrics) ?? []);
  if (values.length < runs.length) return undefined;
  return { mean: mean(values)!, deviation: deviation(values) };
}
