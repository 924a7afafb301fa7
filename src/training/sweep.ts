import * as distances from '../distances/index.ts';
import { UsageError, unknownName } from '../errors.ts';
import * as losses from '../losses/index.ts';
import * as methods from '../methods/index.ts';
import * as miners from '../miners/index.ts';
import { numberOfText } from '../options.ts';
import { optionNames, type TrainOptions } from './config.ts';
import { type Outcome, runTrials, type Trial, type TrialHooks } from './trials.ts';

export type SweptValue = string | number;

/** One option and the values that it takes in turn. */
export interface Axis {
  readonly option: string;
  readonly values: readonly SweptValue[];
}

/** The options that make sense to vary by a list of numbers or names, beside those of the method, loss, miner and distance. */
const VARIED: readonly string[] = optionNames.filter(
  name => !['unseenClasses', 'augment', 'images', 'dataDir'].includes(name) && !name.endsWith('Options'),
);

/** Reads `dim=2,4,8`. */
export function parseAxis(text: string): Axis {
  const [option = '', list] = text.split('=', 2);
  const values = (list ?? '')
    .split(',')
    .map(value => value.trim())
    .filter(value => value !== '');
  if (option === '' || values.length === 0) {
    throw new UsageError({ who: '--vary', expected: 'an option and its values, like dim=2,4,8', got: `"${text}"` });
  }
  return { option: camel(option), values: values.map(numberOfText) };
}

const camel = (name: string): string => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/** The options that belong to what is used by name, in the order in which they are looked for. */
function partsOf({
  method,
  loss,
  miner,
  distance,
}: TrainOptions): [key: keyof TrainOptions, names: readonly string[]][] {
  const namesOf = ({ optionsOf }: Pick<typeof methods, 'optionsOf'>, name: unknown) =>
    typeof name === 'string' ? Object.keys(optionsOf(name)) : [];
  return [
    ['methodOptions', namesOf(methods, method ?? methods.defaultFor(loss))],
    ['lossOptions', namesOf(losses, loss)],
    ['minerOptions', namesOf(miners, miner)],
    ['distanceOptions', namesOf(distances, distance)],
  ];
}

/** An option of the run, or else of its method, loss, miner or distance (`margin`, `beta`, `temperature`, …). */
function withValue(options: TrainOptions, option: string, value: SweptValue): TrainOptions {
  if (VARIED.includes(option)) return { ...options, [option]: value };
  const parts = partsOf(options);
  const key = parts.find(([, names]) => names.includes(option))?.[0];
  if (key) return { ...options, [key]: { ...(options[key] as object | undefined), [option]: value } };
  throw unknownName('--vary', 'an option', option, [...new Set([...VARIED, ...parts.flatMap(([, names]) => names)])]);
}

/** What the runs of a sweep have in common, for a title: `siamese on mnist`, or in general where that is varied. */
export function commonOf(axes: readonly Axis[], { method, dataset }: { method: string; dataset: string }): string {
  const varied = (option: string) => axes.some(axis => axis.option === option);
  const how = varied('method') || varied('loss') ? 'methods' : method;
  return `${how} on ${varied('dataset') ? 'data sets' : dataset}`;
}

/** A run for every combination of the axes' values, in folders below `folder`, `jobs` at a time. */
export async function sweep(
  options: TrainOptions,
  axes: readonly Axis[],
  folder: string,
  { jobs = 1, ...hooks }: TrialHooks & { jobs?: number } = {},
): Promise<readonly Outcome[]> {
  if (axes.length === 0)
    throw new UsageError({
      who: 'sweep',
      expected: 'at least one option to vary',
      got: 'none',
      fix: 'Add --vary dim=2,4,8',
    });
  const twice = axes.find(({ option }, i) => axes.findIndex(other => other.option === option) < i);
  if (twice) {
    throw new UsageError({
      who: 'sweep',
      expected: 'each option once',
      got: `--vary ${twice.option} twice`,
      fix: 'Put all its values behind one, like dim=2,4',
    });
  }
  let trials: readonly Trial[] = [{ name: '', options }];
  for (const { option, values } of axes) {
    trials = trials.flatMap(trial =>
      values.map(value => ({
        name: `${trial.name}${trial.name === '' ? '' : ','}${option}=${value}`,
        options: withValue(trial.options, option, value),
      })),
    );
  }
  return runTrials(trials, folder, hooks, jobs);
}
