import { registry, type Thing } from '../thing.ts';
import * as all from './all.ts';
import type { Loss } from './loss.ts';

/** In the order of their names in code, which a loader that is no ES module's may not keep. */
const things = Object.entries<Thing<Loss, never>>(all)
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([, thing]) => thing);

/** Losses by name, as the command line knows them. */
export const { names, byName, optionsOf, about } = registry<Loss>('losses', 'loss', things);
