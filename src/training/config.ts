import { z } from 'zod';
import { UsageError, unknownName } from '../errors.ts';

const count = z.int().min(1);

const fields = {
  /** A data set by name. */
  dataset: z.string().default('glyphs'),
  method: z.string().default('online-triplet'),
  /** A loss by name, for the methods that train on batches of several samples a class. */
  loss: z.string().optional(),
  miner: z.string().optional(),
  /** Options of the loss, the miner and the method, by their names in the library. */
  lossOptions: z.record(z.string(), z.json()).optional(),
  minerOptions: z.record(z.string(), z.json()).optional(),
  methodOptions: z.record(z.string(), z.json()).optional(),
  network: z.string().default('embedding-net'),
  /** Width of the embedding. */
  dim: count.max(4096).default(16),
  epochs: count.max(100_000).default(5),
  /** Pairs, triplets or samples in a step, as the method has them; by default the method's. */
  batchSize: count.optional(),
  /** Learning rate; by default the method's. */
  lr: z.number().positive().optional(),
  schedule: z.enum(['constant', 'cosine', 'one-cycle']).default('constant'),
  optimizer: z.enum(['adam', 'adamw', 'sgd']).default('adam'),
  weightDecay: z.number().min(0).default(0),
  /** The greatest length of a step's gradient; longer ones are shrunk to it. */
  clipNorm: z.number().positive().optional(),
  seed: z.int().min(0).default(0),
  /** Names of classes kept out of training and judged apart. */
  unseenClasses: z.array(z.union([z.string(), z.number()]).transform(String)).default([]),
  /** Samples split off the training part to watch progress on; default a tenth, at most 5000. */
  validation: z.number().min(0).max(0.9).optional(),
  device: z.enum(['auto', 'cpu', 'webgpu', 'cuda']).default('auto'),
  threads: count.optional(),
  dataDir: z.string().optional(),
};

const schema = z.strictObject(fields);

/** What a run is asked to do, as it is written by people: everything has a default. */
export type TrainOptions = z.input<typeof schema>;

/** What a run does, complete. */
export type TrainConfig = z.output<typeof schema>;

/** The names of all options. */
export const optionNames: readonly string[] = Object.keys(fields);

/** Checks options and fills in the defaults. `who` names the source in errors. */
export function parseConfig(options: unknown, who = 'train'): TrainConfig {
  const result = schema.safeParse(options);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  if (issue.code === 'unrecognized_keys') throw unknownName(who, 'options', issue.keys[0]!, optionNames);
  const name = issue.path.join('.');
  const got = issue.path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown>)?.[key], options);
  throw new UsageError({
    who,
    expected: `${name === '' ? 'options' : name} ${wanted(issue)}`,
    got: JSON.stringify(got) ?? 'nothing',
  });
}

function wanted(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'too_small':
      return `of ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`;
    case 'too_big':
      return `of at most ${issue.maximum}`;
    case 'invalid_type':
      return `to be of type ${issue.expected}`;
    case 'invalid_value':
      return `out of ${issue.values.join(', ')}`;
    default:
      return `to be valid (${issue.message})`;
  }
}
