import { UsageError, unknownName } from '../errors.ts';
import type { Loss } from '../losses/loss.ts';
import type { Miner } from '../miners/miner.ts';
import { classification } from './classification.ts';
import type { Method } from './method.ts';
import { anyLoss } from './online.ts';
import { onlineContrastive } from './online-contrastive.ts';
import { onlineTriplet } from './online-triplet.ts';
import { prototypical } from './prototypical.ts';
import { siamese } from './siamese.ts';
import { siameseBce } from './siamese-bce.ts';
import { triplet } from './triplet.ts';
import { tripletRatio } from './triplet-ratio.ts';
import { twoChannel } from './two-channel.ts';
import { vae } from './vae.ts';
import { vaeSiamese } from './vae-siamese.ts';
import { vaeTriplet } from './vae-triplet.ts';

export type { Architecture, BatchPlan, Generator, Method, Objective, PairScorer, TrainingBatch } from './method.ts';
export {
  anyLoss,
  classification,
  onlineContrastive,
  onlineTriplet,
  prototypical,
  siamese,
  siameseBce,
  triplet,
  tripletRatio,
  twoChannel,
  vae,
  vaeSiamese,
  vaeTriplet,
};

type Options = Readonly<Record<string, unknown>>;

interface MethodEntry {
  readonly summary: string;
  /** Names of its options. */
  readonly options: readonly string[];
  readonly make: (options: never) => Method;
}

const entries: Readonly<Record<string, MethodEntry>> = {
  classification: {
    summary: 'softmax cross-entropy behind the embedding, the baseline',
    options: ['batchSize'],
    make: classification,
  },
  'two-channel': {
    summary: 'both images as channels of one net that says same or different; no embedding',
    options: ['batchSize'],
    make: twoChannel,
  },
  'siamese-bce': {
    summary: 'a linear layer over |f(x) − f(y)| says same or different (Koch 2015)',
    options: ['batchSize'],
    make: siameseBce,
  },
  siamese: {
    summary: 'contrastive loss on random pairs (Hadsell 2006)',
    options: ['batchSize', 'margin'],
    make: siamese,
  },
  triplet: {
    summary: 'triplet margin loss on random triplets (Schroff 2015)',
    options: ['batchSize', 'margin'],
    make: triplet,
  },
  'triplet-ratio': {
    summary: 'softmax over the two distances of random triplets (Hoffer & Ailon 2015)',
    options: ['batchSize'],
    make: tripletRatio,
  },
  'online-contrastive': {
    summary: 'a pair loss over mined pairs of batches with several samples a class',
    options: ['batchSize', 'samplesPerClass', 'margin', 'loss', 'miner'],
    make: onlineContrastive,
  },
  'online-triplet': {
    summary: 'a triplet loss over mined triplets of batches with several samples a class',
    options: ['batchSize', 'samplesPerClass', 'margin', 'loss', 'miner'],
    make: onlineTriplet,
  },
  online: {
    summary: 'any loss of the library (--loss) over batches of several samples a class',
    options: ['batchSize', 'samplesPerClass', 'loss', 'miner'],
    make: anyLoss,
  },
  prototypical: {
    summary: 'episodes: queries told by the nearest class mean (Snell 2017)',
    options: ['ways', 'shots', 'queries'],
    make: prototypical,
  },
  vae: {
    summary: 'a variational autoencoder, no labels; embedding = the mean (Kingma 2014)',
    options: ['batchSize', 'beta'],
    make: vae,
  },
  'vae-siamese': {
    summary: 'the VAE with the contrastive loss on its means',
    options: ['batchSize', 'beta', 'margin', 'metricWeight'],
    make: vaeSiamese,
  },
  'vae-triplet': {
    summary: 'the VAE with the triplet loss on its means',
    options: ['batchSize', 'beta', 'margin', 'metricWeight'],
    make: vaeTriplet,
  },
};

/** The names that `byName` knows. */
export const names: readonly string[] = Object.keys(entries);

/** The methods that need no loss to be named: what "all" means. */
export const complete: readonly string[] = names.filter(name => name !== 'online');

/** The names of a method's options. */
export const optionsOf = (name: string): readonly string[] => entries[name]?.options ?? [];

/** What a method does, in a line. */
export const summaryOf = (name: string): string => entries[name]?.summary ?? '';

export interface Parts {
  readonly loss?: Loss | undefined;
  readonly miner?: Miner | undefined;
}

/** A method by name. Options that it does not have are errors. */
export function byName(name: string, options: Options = {}, parts: Parts = {}): Method {
  const entry = Object.hasOwn(entries, name) ? entries[name]! : undefined;
  if (!entry) throw unknownName('methods', 'a method', name, names);
  const given = Object.entries({ ...options, ...parts }).filter(([, value]) => value !== undefined);
  for (const [option] of given) {
    if (entry.options.includes(option)) continue;
    if (option === 'loss' || option === 'miner') {
      throw new UsageError({
        who: `method ${name}`,
        expected: `no ${option}, since it brings its own`,
        got: `${option} "${(parts[option] as { name: string }).name}"`,
        fix: 'Use --method online',
      });
    }
    throw unknownName(`method ${name}`, 'an option', option, entry.options);
  }
  if (name === 'online' && !parts.loss) {
    throw new UsageError({ who: 'method online', expected: 'a loss', got: 'none', fix: 'Name one with --loss' });
  }
  return entry.make(Object.fromEntries(given) as never);
}
