import { registry, type Thing } from '../thing.ts';
import * as all from './all.ts';
import type { Loss } from './loss.ts';

/** In the order of their names in code, which a loader that is no ES module's may not keep. */
const things = Object.entries<Thing<Loss, never>>(all)
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([, thing]) => thing);

const made = registry<Loss>('losses', 'loss', things);

/** The names of all losses, as the command line takes them. */
export const names = made.names;

/** A loss by name. @throws UsageError for an unknown name, an option that it does not have, or a value that the option cannot take */
export const byName = made.byName;

/** The options of the loss of a name: sentence, range and default of each. @throws UsageError for an unknown name */
export const optionsOf = made.optionsOf;

/** What there is to know about the loss of a name. @throws UsageError for an unknown name */
export const about = made.about;
