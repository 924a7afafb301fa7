import { registry, type Thing } from '../thing.ts';
import * as all from './all.ts';
import type { Loss } from './loss.ts';

/** Losses by name, as the command line knows them. */
export const { names, byName, optionsOf, about } = registry<Loss>(
  'losses',
  'loss',
  Object.values<Thing<Loss, never>>(all),
);
