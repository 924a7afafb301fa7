import { unknownName } from '../errors.ts';
import { type ContrastiveLossOptions, contrastiveLoss } from './contrastive-loss.ts';
import type { Loss } from './loss.ts';
import { type TripletMarginLossOptions, tripletMarginLoss } from './triplet-margin-loss.ts';

export { evaluate, type LossEvaluation } from './evaluate.ts';
export { givenTripletMarginLoss } from './given-triplet-margin-loss.ts';
export type { Loss, LossInput } from './loss.ts';
export { pairContrastiveLoss } from './pair-contrastive-loss.ts';
export { type ContrastiveLossOptions, contrastiveLoss, type TripletMarginLossOptions, tripletMarginLoss };

const entries: Readonly<Record<string, { options: readonly string[]; make: (options: never) => Loss }>> = {
  contrastive: { options: ['posMargin', 'negMargin', 'squared'], make: contrastiveLoss },
  'triplet-margin': { options: ['margin', 'swap', 'smoothLoss'], make: tripletMarginLoss },
};

/** The names that `byName` knows. */
export const names: readonly string[] = Object.keys(entries);

/** A loss by name. Options that it does not have are errors. */
export function byName(name: string, options: Readonly<Record<string, unknown>> = {}): Loss {
  const entry = Object.hasOwn(entries, name) ? entries[name]! : undefined;
  if (!entry) throw unknownName('losses', 'a loss', name, names);
  const unknown = Object.keys(options).find(option => !entry.options.includes(option));
  if (unknown !== undefined) throw unknownName(`loss ${name}`, 'an option', unknown, entry.options);
  return entry.make(options as never);
}
