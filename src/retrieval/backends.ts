import { backendNamed, type OpenBackend, openExact } from './backend.ts';
import { usearch } from './usearch.ts';

/** The backends by name. */
const BACKENDS: Readonly<Record<string, OpenBackend>> = { exact: openExact, usearch };

/** The backend that the options name. @throws UsageError for a name or an option that is not known */
export const openBackend: OpenBackend = (options, ...of) =>
  backendNamed(options.backend ?? 'exact', BACKENDS)(options, ...of);
