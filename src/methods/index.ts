import { UsageError } from '../errors.ts';
import type { Loss } from '../losses/loss.ts';
import type { Miner } from '../miners/miner.ts';
import { count, type Entry, number, registry } from '../options.ts';
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

interface MethodEntry extends Entry<Method> {
  readonly summary: string;
  /** Whether it takes a loss and a miner of one's choice. */
  readonly open?: true;
}

const batchSize = { batchSize: count(128) };
const margin = { margin: number(1, { above: 0 }) };
const mined = { batchSize: count(), samplesPerClass: count(25) };
const autoencoder = { ...batchSize, beta: number(1, { min: 0 }) };
const hybrid = (margin: number, metricWeight: number) => ({
  ...autoencoder,
  margin: number(margin, { above: 0 }),
  metricWeight: number(metricWeight, { min: 0 }),
});

const entries: Readonly<Record<string, MethodEntry>> = {
  classification: {
    summary: 'softmax cross-entropy behind the embedding, the baseline',
    options: { batchSize: count(256) },
    make: classification,
  },
  'two-channel': {
    summary: 'both images as channels of one net that says same or different; no embedding',
    options: batchSize,
    make: twoChannel,
  },
  'siamese-bce': {
    summary: 'a linear layer over |f(x) − f(y)| says same or different (Koch 2015)',
    options: batchSize,
    make: siameseBce,
  },
  siamese: {
    summary: 'contrastive loss on random pairs (Hadsell 2006)',
    options: { ...batchSize, ...margin },
    make: siamese,
  },
  triplet: {
    summary: 'triplet margin loss on random triplets (Schroff 2015)',
    options: { ...batchSize, ...margin },
    make: triplet,
  },
  'triplet-ratio': {
    summary: 'softmax over the two distances of random triplets (Hoffer & Ailon 2015)',
    options: batchSize,
    make: tripletRatio,
  },
  'online-contrastive': {
    summary: 'a pair loss over mined pairs of batches with several samples a class',
    options: { ...mined, ...margin },
    make: onlineContrastive,
    open: true,
  },
  'online-triplet': {
    summary: 'a triplet loss over mined triplets of batches with several samples a class',
    options: { ...mined, ...margin },
    make: onlineTriplet,
    open: true,
  },
  online: {
    summary: 'any loss of the library (--loss) over batches of several samples a class',
    options: mined,
    make: anyLoss,
    open: true,
  },
  prototypical: {
    summary: 'episodes: queries told by the nearest class mean (Snell 2017)',
    options: { ways: number(undefined, { min: 2, integer: true }), shots: count(1), queries: count(5) },
    make: prototypical,
  },
  vae: {
    summary: 'a variational autoencoder, no labels; embedding = the mean (Kingma 2014)',
    options: autoencoder,
    make: vae,
  },
  'vae-siamese': {
    summary: 'the VAE with the contrastive loss on its means',
    options: hybrid(4, 20),
    make: vaeSiamese,
  },
  'vae-triplet': {
    summary: 'the VAE with the triplet loss on its means',
    options: hybrid(8, 10),
    make: vaeTriplet,
  },
};

export interface Parts {
  readonly loss?: Loss | undefined;
  readonly miner?: Miner | undefined;
}

const made = registry<(parts: Parts) => Method>(
  'methods',
  'method',
  Object.fromEntries(
    Object.entries(entries).map(([name, { options, make }]) => [
      name,
      { options, make: (read: object) => (parts: Parts) => make({ ...read, ...parts } as never) },
    ]),
  ),
);

/** The names that `byName` knows; the options of each. */
export const { names, optionsOf } = made;

/** The methods that need no loss to be named: what "all" means. */
export const complete: readonly string[] = names.filter(name => name !== 'online');

/** What a method does, in a line. */
export const summaryOf = (name: string): string => entries[name]?.summary ?? '';

/** A method by name. Options that it does not have, or values that they cannot take, are errors. */
export function byName(name: string, options: Readonly<Record<string, unknown>> = {}, parts: Parts = {}): Method {
  const method = made.byName(name, options);
  const given = Object.entries(parts).filter(([, part]) => part !== undefined);
  const [unwanted] = entries[name]!.open ? [] : given;
  if (unwanted) {
    throw new UsageError({
      who: `method ${name}`,
      expected: `no ${unwanted[0]}, since it brings its own`,
      got: `${unwanted[0]} "${unwanted[1].name}"`,
      fix: 'Use --method online',
    });
  }
  if (name === 'online' && !parts.loss) {
    throw new UsageError({ who: 'method online', expected: 'a loss', got: 'none', fix: 'Name one with --loss' });
  }
  return method(Object.fromEntries(given));
}
