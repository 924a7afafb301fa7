import { z } from 'zod';
import type { GivenParts } from '../data/dataset.ts';
import { UsageError, unknownName } from '../errors.ts';
import type { Loss } from '../losses/loss.ts';
import type { Method } from '../methods/method.ts';
import type { Miner } from '../miners/miner.ts';
import type { Network } from '../networks/network.ts';
import { augmentSchema, jitterSchema } from './augment.ts';

const count = z.int().min(1);
const options = z.record(z.string(), z.json()).optional();

/** A thing of the library by its name, or one of your own. */
const named = <T extends object>() =>
  z.union([z.string().min(1), z.custom<T>(value => typeof value === 'object' && value !== null)]);

const imagesSchema = z.strictObject({ size: z.int().optional(), invert: z.boolean().optional() });

const fields = {
  /** A data set by name, or one in memory. */
  dataset: named<GivenParts>().default('glyphs'),
  /** By default `online-triplet`, or `online` where a loss is given. */
  method: named<Method>().optional(),
  /** The loss of the online methods; by default the method's. */
  loss: named<Loss>().optional(),
  /** The miner of the online methods; by default the method's. */
  miner: named<Miner>().optional(),
  /** The distance of a loss and miner that are given by name; by default the loss's own. */
  distance: z.string().optional(),
  /** Options of a method, loss, miner or distance that is given by name. */
  methodOptions: options,
  lossOptions: options,
  minerOptions: options,
  distanceOptions: options,
  network: named<Network>().default('embedding-net'),
  /** Width of the embedding. */
  dim: count.max(4096).default(16),
  epochs: count.max(100_000).default(5),
  /** Pairs, triplets or samples in a step, as the method has them; by default the method's. */
  batchSize: count.optional(),
  optimizer: z.enum(['adam', 'adamw', 'sgd']).default('adam'),
  /** Learning rate: the highest, where it follows a schedule. */
  lr: z.number().positive().default(2e-3),
  /** Learning rate of a loss's own weights, on the same schedule; default: that of the network. */
  lossLr: z.number().positive().optional(),
  /** How the learning rate goes over the run. One cycle reaches in one epoch what a constant 0.001 takes several for. */
  schedule: z.enum(['one-cycle', 'cosine', 'constant']).default('one-cycle'),
  weightDecay: z.number().min(0).default(0),
  /** The greatest length of a step's gradient; longer ones are shrunk to it. */
  clipNorm: z.number().positive().optional(),
  seed: z.int().min(0).default(0),
  /** Names of classes kept out of training and judged apart. */
  unseenClasses: z.array(z.union([z.string(), z.number()]).transform(String)).default([]),
  /** How training samples are made more of; by default not at all. */
  augment: augmentSchema.optional(),
  /** Of data sets whose images are resized as they are loaded: their side (default 28), and whether ink becomes white (default true). */
  images: imagesSchema.optional(),
  /**
   * Part of the training samples to watch progress on; default the data set's own validation part, or a tenth, at most
   * 5000 samples. 0 watches none, and trains on the data set's own validation part too.
   */
  validation: z.number().min(0).max(0.9).optional(),
  /** `auto` is the CPU. */
  device: z.enum(['auto', 'cpu', 'webgpu', 'cuda']).default('auto'),
  /** Threads of the runtime; default: one a core. */
  threads: count.max(256).optional(),
  /** A folder that has the data sets' files already. */
  dataDir: z.string().optional(),
  /** Whether pictures are drawn when training is done. */
  plots: z.boolean().default(true),
  /** How the picture of the embeddings brings more than two dimensions into the plane. */
  projection: z.enum(['pca', 'umap', 'tsne']).default('pca'),
};

const schema = z.strictObject(fields);

/** What a run is asked to do, as people write it: everything has a default. */
export type TrainOptions = z.input<typeof schema>;

/** What a run does, complete. */
export type TrainConfig = z.output<typeof schema> & { readonly method: string | Method };

/** The names of all options. */
export const optionNames: readonly string[] = Object.keys(fields);

/** Checks options and fills in the defaults. `who` names their source in errors. */
export function parseConfig(given: unknown, who = 'train'): TrainConfig {
  const result = schema.safeParse(given);
  if (result.success) {
    const { dataset, method, ...rest } = result.data;
    return { dataset, method: method ?? (rest.loss === undefined ? 'online-triplet' : 'online'), ...rest };
  }
  const issue = result.error.issues[0]!;
  const name = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') throw unknownOption(who, name, issue.keys[0]!);
  const got = issue.path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown>)?.[key], given);
  const expected = name === '' ? 'an object of options' : `${name} ${wanted(issue)}`;
  throw new UsageError({ who, expected, got: JSON.stringify(got) ?? 'nothing' });
}

/** The names that objects inside the options have. */
const nestedNames: Readonly<Record<string, readonly string[]>> = {
  augment: Object.keys(augmentSchema.shape),
  'augment.jitter': Object.keys(jitterSchema.shape),
  'augment.classJitter': Object.keys(jitterSchema.shape),
  images: Object.keys(imagesSchema.shape),
};

const unknownOption = (who: string, inside: string, name: string): UsageError =>
  inside === ''
    ? unknownName(who, 'an option', name, optionNames)
    : unknownName(who, `an option of ${inside}`, name, nestedNames[inside] ?? []);

function wanted(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'too_small':
      return issue.inclusive === false ? `above ${issue.minimum}` : `of at least ${issue.minimum}`;
    case 'too_big':
      return `of at most ${issue.maximum}`;
    case 'invalid_type':
      return `to be ${article(issue.expected)}`;
    case 'invalid_value':
      return `out of ${issue.values.join(', ')}`;
    default:
      return 'to be valid';
  }
}

const article = (noun: string): string => `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun === 'int' ? 'integer' : noun}`;

/** The config as it goes into a file: things of one's own by their names. */
export function describeConfig(config: TrainConfig): Record<string, unknown> {
  const shown = ([key, value]: [string, unknown]) => [key, isOwn(value) ? nameOf(value) : value];
  return Object.fromEntries(Object.entries(config).map(shown as never));
}

/** Whether all of a config is plain data, so that another thread can be given it. */
export const isPlain = (config: TrainConfig): boolean =>
  ![config.dataset, config.method, config.loss, config.miner, config.network].some(isOwn);

const isOwn = (value: unknown): value is { name?: string; train?: { name?: string } } =>
  typeof value === 'object' && value !== null && ('name' in value || 'train' in value);

/** The name of a thing that is given by its name or as itself. */
export const nameOf = (thing: string | { name?: string; train?: { name?: string } }): string =>
  typeof thing === 'string' ? thing : (thing.name ?? thing.train?.name ?? 'unnamed');
