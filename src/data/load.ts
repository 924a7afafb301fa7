import { nearestName, UsageError } from '../errors.ts';
import type { DatasetParts, GivenParts } from './dataset.ts';
import { listKindAt } from './formats/list-kind.ts';
import { isPath, nothingThere } from './formats/list-path.ts';
import { expand, isPattern } from './formats/pattern.ts';
import { fromPath } from './own.ts';
import type { OwnOptions } from './own-options.ts';
import { describe, type LoadOptions, load as loadByName, names } from './registry.ts';
import type { TupleKind } from './tuples.ts';

/** What `load` takes: some options are for data sets by name, others for data of one's own. */
export interface LoadAnyOptions extends LoadOptions, OwnOptions {}

/** Whether a data set is given by its path: what is no known name and lies on the disk, or is written like a path. */
export const isOwnPath = (nameOrPath: string): boolean =>
  !names.includes(nameOrPath) && (/[/\\.]/.test(nameOrPath) || isPattern(nameOrPath) || isPath(nameOrPath));

/** What data are a list of, by their start or in memory, if they are one; a column of classes that is named makes a table. */
export function listKindOf(dataset: string | GivenParts | DatasetParts, label?: string): TupleKind | undefined {
  if (typeof dataset === 'string')
    return label === undefined && isOwnPath(dataset) ? listKindAt(dataset)?.kind : undefined;
  return (dataset as Partial<DatasetParts>).train?.list?.kind;
}

/** @throws UsageError for a name that is not known, or a path where nothing lies */
export function requireDataset(nameOrPath: string): void {
  if (!isOwnPath(nameOrPath)) requireName(nameOrPath);
  else if (isPattern(nameOrPath)) expand(nameOrPath);
  else if (!isPath(nameOrPath)) throw nothingThere(nameOrPath);
}

function requireName(name: string): void {
  if (names.includes(name)) return;
  const near = nearestName(name, names);
  throw new UsageError({
    who: 'data set',
    expected: `the name of one (${names.join(', ')}) or the path of your own`,
    got: `"${name}", where nothing lies`,
    ...(near !== undefined && { fix: `Did you mean "${near}"?` }),
  });
}

/** The options that only data of one's own have. */
const OWN = { label: '--label', group: '--group', fit: '--fit', channels: '--channels', samples: '--samples' } as const;

/**
 * Loads a data set: by name (from `dataDir`, the cache, or its address), or data of one's own by their path: a folder with a
 * folder of images a class, a table, a NumPy array. A name wins; `./mnist` is a folder of that name.
 *
 * @throws UsageError for what is neither, and for options that it has no use for; NearfarError if a file is damaged
 */
export async function load(nameOrPath: string, options: LoadAnyOptions = {}): Promise<DatasetParts> {
  if (isOwnPath(nameOrPath)) {
    const { images, ...own } = options;
    if (!images) return fromPath(nameOrPath, own);
    throw new UsageError({
      who: nameOrPath,
      expected: 'no images, which are for data sets by name',
      got: JSON.stringify(images),
      fix: 'Use imageSize (--image-size)',
    });
  }
  const { imageSize, dataDir, seed, images, onProgress } = options;
  const stray = Object.entries(OWN).find(([name]) => options[name as keyof typeof OWN] !== undefined);
  if (stray) throw noUse(nameOrPath, stray[1], options[stray[0] as keyof typeof OWN]);
  if (imageSize !== undefined && !describe(nameOrPath).resizes) throw noUse(nameOrPath, '--image-size', imageSize);
  return loadByName(nameOrPath, {
    ...(dataDir !== undefined && { dataDir }),
    ...(seed !== undefined && { seed }),
    ...((images || imageSize !== undefined) && {
      images: { ...images, ...(imageSize !== undefined && { size: imageSize }) },
    }),
    ...(onProgress && { onProgress }),
  });
}

const noUse = (name: string, flag: string, value: unknown): UsageError =>
  new UsageError({
    who: name,
    expected: `no ${flag}, which is for data of your own`,
    got: String(value),
    fix: 'Leave it out',
  });
