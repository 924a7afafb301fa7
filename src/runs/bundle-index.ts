import { sep } from 'node:path';
import { names } from '../data/registry.ts';
import { NearfarError } from '../errors.ts';
import { takeRows } from '../nd-array.ts';
import { Random } from '../random.ts';
import type { RetrievalIndex } from '../retrieval/index.ts';
import * as retrieval from '../retrieval/index.ts';
import type { TrainConfig } from '../training/config.ts';
import type { TrainEvent } from '../training/events.ts';
import type { Model } from '../training/model.ts';
import { takenBy } from './own-data.ts';
import { readInputs } from './read-input.ts';
import type { RunFolder } from './run-folder.ts';

/** What an index of a bundle is made of. */
export interface BundledIndex {
  readonly folder: RunFolder;
  readonly config: TrainConfig;
  /** What is embedded; default the run's own data. */
  readonly gallery: string | undefined;
  readonly fingerprint: string;
  readonly onEvent: (event: TrainEvent) => void;
}

/** Samples of the run's own data that go into an index, at most. */
const LIMIT = 10_000;

/**
 * The embeddings of a gallery with ids and labels; without one, of the run's own training data, at most 10 000 of them. Undefined,
 * with a warning, where these cannot be read, and for methods whose distance is not that of embeddings.
 *
 * @throws UsageError, NearfarError for a gallery that cannot be read
 */
export async function bundleIndex(model: Model, bundled: BundledIndex): Promise<RetrievalIndex | undefined> {
  const { gallery, onEvent } = bundled;
  if (gallery !== undefined) return indexOf(model, bundled, { source: gallery, limit: Number.POSITIVE_INFINITY });
  const own = ownData(bundled.config);
  if (model.hasLearnedDistance || own === undefined) return undefined;
  try {
    // Where the data lie on this machine is nothing to others.
    const named = (id: string) => (id.startsWith(`${own}${sep}`) ? id.slice(own.length + 1) : id);
    return await indexOf(model, bundled, { source: own, limit: LIMIT, named });
  } catch (error) {
    if (!(error instanceof NearfarError)) throw error;
    onEvent({
      type: 'warning',
      text: `The bundle has no index, since the run's data cannot be read (${error.message}) Name samples with --gallery.`,
    });
    return undefined;
  }
}

const ownData = ({ dataset }: TrainConfig): string | undefined => {
  if (typeof dataset !== 'string') return undefined;
  return names.includes(dataset) ? `${dataset}:train` : dataset;
};

async function indexOf(
  model: Model,
  { folder, config, fingerprint, onEvent }: BundledIndex,
  { source, limit, named = id => id }: { source: string; limit: number; named?: (id: string) => string },
): Promise<RetrievalIndex> {
  onEvent({ type: 'phase', text: `Indexing ${source}` });
  const { sampleShape: shape } = model;
  const { fit, dataDir } = config;
  const { samples, ids, labels } = await readInputs([source], { shape, like: takenBy(folder, shape), fit, dataDir });
  const some = new Random(0).fork('bundle').permutation(ids.length).slice(0, Math.min(limit, ids.length)).sort();
  const vectors = await model.embed(some.length < ids.length ? takeRows(samples, some) : samples);
  const index = retrieval.create({ model: fingerprint });
  const of = (all: readonly string[]) => Array.from(some, i => all[i]!);
  await index.add({ ids: of(ids).map(named), vectors, labels: labels && of(labels) });
  return index;
}
