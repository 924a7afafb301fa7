import * as distances from '../distances/index.ts';
import { unknownName } from '../errors.ts';
import * as losses from '../losses/index.ts';
import * as methods from '../methods/index.ts';
import * as miners from '../miners/index.ts';
import { optionNames, type TrainOptions } from '../training/config.ts';
import type { SweptValue } from './trials.ts';

/** Options of `train` that a list of numbers or names can vary. */
const VARIED: readonly string[] = optionNames.filter(
  name => !['unseenClasses', 'augment', 'images', 'dataDir'].includes(name) && !name.endsWith('Options'),
);

/** The names of the options of the method, loss, miner and distance, in the order in which they are searched. */
function nestedOptions({
  method,
  loss,
  miner,
  distance,
}: TrainOptions): [key: keyof TrainOptions, names: readonly string[]][] {
  const namesOf = ({ optionsOf }: Pick<typeof methods, 'optionsOf'>, name: unknown) =>
    typeof name === 'string' ? Object.keys(optionsOf(name)) : [];
  return [
    ['methodOptions', namesOf(methods, method ?? (loss === undefined ? 'online-triplet' : 'online'))],
    ['lossOptions', namesOf(losses, loss)],
    ['minerOptions', namesOf(miners, miner)],
    ['distanceOptions', namesOf(distances, distance)],
  ];
}

/** Sets an option of the run, or else of its method, loss, miner or distance (`margin`, `beta`, `temperature`, …). */
export function withValue(options: TrainOptions, option: string, value: SweptValue): TrainOptions {
  if (VARIED.includes(option)) return { ...options, [option]: value };
  const nested = nestedOptions(options);
  const key = nested.find(([, names]) => names.includes(option))?.[0];
  if (key) return { ...options, [key]: { ...(options[key] as object | undefined), [option]: value } };
  throw unknownName('--vary', 'an option', option, [...new Set([...VARIED, ...nested.flatMap(([, names]) => names)])]);
}

/** What the runs of a sweep have in common, for a title: `siamese on mnist`, or in general words where that is varied. */
export function commonTitle(
  varied: readonly string[],
  { method, dataset }: { readonly method: string; readonly dataset: string },
): string {
  const how = varied.includes('method') || varied.includes('loss') ? 'methods' : method;
  return `${how} on ${varied.includes('dataset') ? 'data sets' : dataset}`;
}
