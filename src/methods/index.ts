import type { TupleKind } from '../data/tuples.ts';
import { UsageError } from '../errors.ts';
import type { Loss } from '../losses/loss.ts';
import type { Miner } from '../miners/miner.ts';
import { type Registry, registry } from '../thing.ts';
import { classification } from './classification.ts';
import type { Method } from './method.ts';
import { online } from './online.ts';
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

export * from './classification.ts';
export type {
  Architecture,
  BatchPlan,
  Decoder,
  Method,
  Objective,
  PairScorer,
  Posterior,
  TrainingBatch,
} from './method.ts';
export { defineMethod, laidOut, plainEncoder } from './method.ts';
export * from './online.ts';
export * from './online-contrastive.ts';
export * from './online-triplet.ts';
export * from './prototypical.ts';
export * from './siamese.ts';
export * from './siamese-bce.ts';
export * from './triplet.ts';
export * from './triplet-ratio.ts';
export * from './two-channel.ts';
export * from './vae.ts';
export * from './vae-siamese.ts';
export * from './vae-triplet.ts';

const made: Registry<Method> = registry<Method>('methods', 'method', [
  classification,
  twoChannel,
  siameseBce,
  siamese,
  triplet,
  tripletRatio,
  onlineContrastive,
  onlineTriplet,
  online,
  prototypical,
  vae,
  vaeSiamese,
  vaeTriplet,
]);

/** The names of all methods, as the command line takes them. */
export const names = made.names;

/** The options of the method of a name: sentence, range and default of each. @throws UsageError for an unknown name */
export const optionsOf = made.optionsOf;

/** What there is to know about the method of a name. @throws UsageError for an unknown name */
export const about = made.about;

/** Whether a method takes a loss and a miner of one's choice. */
export const takesLoss = (name: string): boolean => 'loss' in optionsOf(name);

/** The names of the methods that need no loss: what `compare --methods all` runs. */
export const withoutLoss: readonly string[] = names.filter(name => !optionsOf(name)['loss']?.required);

/** The names of the methods that train on pairs, or on triplets, of a list. */
export const over = (kind: TupleKind): readonly string[] =>
  withoutLoss.filter(name => byName(name).batches(2).trainsOn === kind);

/**
 * The name of the method where none is given: `online` for a loss of one's choice; `siamese` for a list of pairs, `triplet` for one
 * of triplets; else `online-triplet`.
 */
export function defaultFor(loss: unknown, list?: TupleKind): string {
  if (loss !== undefined) return 'online';
  return list === undefined ? 'online-triplet' : list === 'pairs' ? 'siamese' : 'triplet';
}

/**
 * Checks that a method can train on a list of pairs or triplets.
 *
 * @throws UsageError that names the methods that can
 */
export function requireTrainsOn({ name, batches }: Method, list: TupleKind): void {
  const { trainsOn = 'classes' } = batches(2);
  if (trainsOn === list || trainsOn === 'samples' || trainsOn === 'groups') return;
  throw new UsageError({
    who: `method ${name}`,
    expected: trainsOn === 'classes' ? 'samples with classes' : `a list of ${trainsOn}, or samples with classes`,
    got: `a list of ${list}`,
    fix: `Use --method ${over(list)
      .join(', ')
      .replace(/, ([^,]*)$/, ' or $1')}, which train on ${list}`,
  });
}

/** A loss and a miner that are made already, for a method that takes them. */
export interface Parts {
  /** The loss, over the tuples that the miner chooses. */
  readonly loss?: Loss | undefined;
  /** The miner; default the method's, or all tuples. */
  readonly miner?: Miner | undefined;
}

/** A method by name. Options that it does not have, or values that they cannot take, are errors. */
export function byName(name: string, options: Readonly<Record<string, unknown>> = {}, parts: Parts = {}): Method {
  const given = Object.entries(parts).filter(([, part]) => part !== undefined);
  const [unwanted] = takesLoss(name) ? [] : given;
  if (unwanted) {
    throw new UsageError({
      who: `method ${name}`,
      expected: `no ${unwanted[0]}, since it brings its own`,
      got: `${unwanted[0]} "${unwanted[1].name}"`,
      fix: 'Use --method online',
    });
  }
  const all = { ...options, ...Object.fromEntries(given) };
  if (optionsOf(name)['loss']?.required && !('loss' in all)) {
    throw new UsageError({ who: `method ${name}`, expected: 'a loss', got: 'none', fix: 'Name one with --loss' });
  }
  return made.byName(name, all);
}
