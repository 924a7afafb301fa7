import { names as datasetNames } from '../data/registry.ts';
import { UsageError, unknownName } from '../errors.ts';
import { names as methodNames, withoutLoss } from '../methods/index.ts';
import type { TrainOptions } from './config.ts';
import { type Outcome, runTrials, type Trial, type TrialHooks } from './trials.ts';

export interface CompareOptions extends Omit<TrainOptions, 'dataset' | 'method'> {
  /** Default `glyphs`. */
  readonly datasets?: readonly string[];
  /** Default all. */
  readonly methods?: readonly string[];
}

/** Every method on every data set, with the same options, in folders below `folder`. */
export async function compare(
  { datasets = ['glyphs'], methods = withoutLoss, ...options }: CompareOptions,
  folder: string,
  hooks: TrialHooks = {},
): Promise<readonly Outcome[]> {
  requireKnown('--datasets', 'a data set', datasets, datasetNames);
  requireKnown('--methods', 'a method', methods, methodNames);
  const trials = datasets.flatMap(dataset =>
    methods.map((method): Trial => ({ name: `${dataset}-${method}`, options: { ...options, dataset, method } })),
  );
  return runTrials(trials, folder, hooks);
}

function requireKnown(who: string, kind: string, given: readonly string[], known: readonly string[]): void {
  if (given.length === 0) throw new UsageError({ who, expected: `at least ${kind}`, got: 'none' });
  const stray = given.find(name => !known.includes(name));
  if (stray !== undefined) throw unknownName(who, kind, stray, known);
}
