import { basename, extname, resolve } from 'node:path';
import type { z } from 'zod';
import { absolute, isPattern, patternName } from '../data/formats/pattern.ts';
import { isOwnPath, listKindOf } from '../data/load.ts';
import { UsageError, unknownName } from '../errors.ts';
import { defaultFor } from '../methods/index.ts';
import { isNetworkFile } from '../networks/from-onnx.ts';
import { hubNameOf, isHubName } from '../networks/hub-name.ts';
import { expectedAt } from '../options.ts';
import { augmentSchema, jitterSchema, requireKnown } from './augment-options.ts';
import { type RunOptions, runSchema, type TrainOption, trainOptions } from './train-options.ts';

type Output = z.output<typeof runSchema>;

/** What a run does, complete: the options with their defaults filled in. Those without a default value may be left out. */
export type TrainConfig = {
  readonly [Option in keyof RunOptions as undefined extends Output[Option] ? never : Option]-?: Output[Option];
} & {
  readonly [Option in keyof RunOptions as undefined extends Output[Option] ? Option : never]?: Exclude<
    Output[Option],
    undefined
  >;
};

/** A config whose objective is decided. */
export type WithMethod = TrainConfig & Required<Pick<TrainConfig, 'method'>>;

/** Whether the objective is decided; else data of one's own decide on it once they are read. */
export const hasMethod = (config: TrainConfig): config is WithMethod => config.method !== undefined;

/** Checks options, fills in the defaults and makes a data set's path absolute. `who` names their source in errors. */
export function parseConfig(given: unknown, who = 'train'): TrainConfig {
  const result = runSchema.safeParse(given);
  if (result.success) {
    const { dataset, method, samples, init, initMapping, network, ...rest } = result.data;
    if (rest.augment !== undefined) requireKnown(rest.augment);
    const at = typeof dataset === 'string' && isOwnPath(dataset) ? absolute(dataset) : dataset;
    const chosen = method ?? (isObjectiveOpen(result.data) ? undefined : defaultMethod(result.data));
    return {
      dataset: at,
      ...(chosen !== undefined && { method: chosen }),
      ...rest,
      ...(network !== undefined && { network: networkAt(network) }),
      ...(samples !== undefined && { samples: resolve(samples) }),
      ...(init !== undefined && { init: resolve(init) }),
      ...(initMapping !== undefined && { initMapping: resolve(initMapping) }),
    } as TrainConfig;
  }
  const issue = innermost(result.error.issues[0]!);
  const name = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') throw unknownOption(who, name, issue.keys[0]!, given as object);
  const got = issue.path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown>)?.[key], given);
  const expected = name === '' ? 'an object of options' : `${name}: ${expectedAt(runSchema, issue.path)}`;
  throw new UsageError({ who, expected, got: JSON.stringify(got) ?? 'nothing' });
}

const defaultMethod = ({ dataset, loss, label }: Output) => defaultFor(loss, listKindOf(dataset as string, label));

/** Whether nothing is said of the objective, so that data of one's own, once they are read, decide on it. */
function isObjectiveOpen(options: Output): boolean {
  const { dataset, label, loss, miner, distance, methodOptions, lossOptions, minerOptions } = options;
  const said = [loss, miner, distance, methodOptions, lossOptions, minerOptions];
  const isOwnData = typeof dataset === 'string' && isOwnPath(dataset) && listKindOf(dataset, label) === undefined;
  return isOwnData && said.every(each => each === undefined);
}

/** A file's path absolute; a name on the hub checked. */
function networkAt(network: string | object): string | object {
  if (isHubName(network)) hubNameOf(network);
  return isNetworkFile(network) && !isHubName(network) ? resolve(network) : network;
}

/** What is wrong inside an object, where it might have been something else than an object. */
function innermost(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union') return issue;
  const isInside = ({ code, path }: z.core.$ZodIssue) => path.length > 0 || code === 'unrecognized_keys';
  const inside = issue.errors.flatMap(([first]) => (first && isInside(first) ? [first] : []))[0];
  return inside ? { ...inside, path: [...issue.path, ...inside.path] } : issue;
}

/** The names that objects inside the options have. */
const nestedNames: Readonly<Record<string, readonly string[]>> = {
  augment: Object.keys(augmentSchema.shape),
  'augment.jitter': Object.keys(jitterSchema.shape),
  'augment.classJitter': Object.keys(jitterSchema.shape),
  images: Object.keys(runSchema.shape.images.unwrap().shape),
};

function unknownOption(who: string, inside: string, name: string, given: object): UsageError {
  if (inside !== '') return unknownName(who, `an option of ${inside}`, name, nestedNames[inside] ?? []);
  const owner = ownerOf(name, given);
  if (!owner) return unknownName(who, 'an option', name, optionNames);
  const [flag] = owner.flag?.write({ [name]: (given as Record<string, unknown>)[name] }) ?? [];
  return new UsageError({
    who,
    expected: 'an option of the run',
    got: `"${name}", one of its ${owner.name.replace('Options', '')}`,
    fix: `Put it into ${owner.name}: ${flag}`,
  });
}

/** The names of all options. */
const optionNames: readonly string[] = trainOptions.map(({ name }) => name);

/** The option of `train` whose object may have a name: that of the method, loss, miner or distance. */
export const ownerOf = (name: string, given: RunOptions): TrainOption | undefined =>
  trainOptions.find(({ keys }) => keys?.(given).includes(name));

/** The config as it goes into a file: things of one's own by their names. */
export function describeConfig(config: TrainConfig): Record<string, unknown> {
  const own: readonly string[] = ownThings(config);
  const shown = ([key, value]: [string, unknown]) => [key, own.includes(key) ? nameOf(value as never) : value];
  return Object.fromEntries(Object.entries(config).map(shown as never));
}

/** The options whose values are things of one's own. */
export const ownThings = (config: TrainConfig): readonly (keyof TrainConfig)[] =>
  (['dataset', 'method', 'loss', 'miner', 'network'] as const).filter(option => isOwn(config[option]));

/** Whether all of a config is plain data, so that another thread can be given it. */
export const isPlain = (config: TrainConfig): boolean => ownThings(config).length === 0;

const isOwn = (value: unknown): value is { name?: string; train?: { name?: string } } =>
  typeof value === 'object' && value !== null && ('name' in value || 'train' in value);

/** The name of a thing that is given by its name, by its path or as itself. */
export const nameOf = (thing: string | { name?: string; train?: { name?: string } }): string =>
  typeof thing === 'string' ? lastOf(thing) : (thing.name ?? thing.train?.name ?? 'unnamed');

/** The last part of a path, without its ending; any other name as it is. */
function lastOf(name: string): string {
  if (isHubName(name)) return name;
  if (isPattern(name)) return patternName(name);
  return /[/\\]/.test(name) ? basename(name, extname(name)) : name;
}
