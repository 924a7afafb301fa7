import type { ServeOptions, Server } from './options.ts';

export type { ServeOptions, Server } from './options.ts';

/**
 * Serves a run or an index over HTTP: embeddings, search, verification and classification, as `docs/serve.md` describes. The
 * model runs in a thread of its own.
 *
 * @param path the folder of a run or an index, or the address of an index’s table
 * @throws UsageError where there is neither, or for options that are wrong; NearfarError where the port is taken
 */
export const serve = async (path: string, options: ServeOptions = {}): Promise<Server> =>
  (await import('./listen.ts')).listen(path, options); // What HTTP needs is loaded only here.
