import { unknownName } from '../errors.ts';
import { findDataFile, readDataFile } from './cache.ts';
import type { DatasetParts } from './dataset.ts';
import type { OnProgress } from './download.ts';
import { cifar10 } from './sources/cifar10.ts';
import { emnistLetters } from './sources/emnist-letters.ts';
import { fashionMnist } from './sources/fashion-mnist.ts';
import { glyphs } from './sources/glyphs.ts';
import { kmnist } from './sources/kmnist.ts';
import { mnist } from './sources/mnist.ts';
import { omniglot } from './sources/omniglot.ts';
import { omniglotSmall1 } from './sources/omniglot-small1.ts';
import { omniglotSmall2 } from './sources/omniglot-small2.ts';
import type { ImageOptions, Source } from './sources/source.ts';

const sources: readonly Source[] = [
  glyphs,
  mnist,
  fashionMnist,
  kmnist,
  emnistLetters,
  omniglot,
  omniglotSmall1,
  omniglotSmall2,
  cifar10,
];

/** The data sets known by name. */
export const names: readonly string[] = sources.map(source => source.name);

/** What `load` takes. */
export interface LoadOptions {
  /** A folder that has the files already. Default the environment's NEARFAR_DATA. */
  readonly dataDir?: string;
  /** The seed of a data set that is made on the spot. Default 0. */
  readonly seed?: number;
  /** How drawings become samples, of a data set that is resized as it is loaded (Omniglot). */
  readonly images?: ImageOptions;
  /** Called while a file downloads. */
  readonly onProgress?: OnProgress;
}

/**
 * Loads a data set by name. Files are taken from `dataDir`, else from the cache (`$XDG_CACHE_HOME/nearfar` or
 * `~/.cache/nearfar`), else downloaded into it, and checked against their published checksums.
 *
 * @throws UsageError for an unknown name or a `dataDir` that is not there; NearfarError if a file is damaged or not to be had
 */
export async function load(name: string, options: LoadOptions = {}): Promise<DatasetParts> {
  return loadSource(sourceOf('datasets.load', name), options);
}

/** Loads from a source of one's own. */
export function loadSource(
  source: Source,
  { dataDir, seed, images, onProgress }: LoadOptions = {},
): Promise<DatasetParts> {
  const places = { folder: folderOf(source), dataDir };
  return source.load(file => readDataFile(file, places, onProgress), { seed, images });
}

const folderOf = ({ name, folder = name }: Pick<Source, 'name' | 'folder'>): string => folder;

/** What there is to say of a data set without loading it. */
export interface Description extends Omit<Source, 'files' | 'load'> {
  /** Its files: the address of each, and where it lies on this machine, unless it has yet to be downloaded. */
  readonly files: readonly { readonly name: string; readonly url: string; readonly path?: string }[];
  /** Whether it can be loaded without a download. */
  readonly available: boolean;
}

/**
 * What there is to say of a data set of a name, and where its files lie, without loading it.
 *
 * @throws UsageError for an unknown name or a `dataDir` that is not there
 */
export function describe(name: string, { dataDir }: { readonly dataDir?: string } = {}): Description {
  const { load: _, ...about } = sourceOf('datasets.describe', name);
  const files = about.files.map(file => {
    const { url } = 'archive' in file ? file.archive : file;
    const path = findDataFile(file, { folder: folderOf(about), dataDir });
    return { name: file.name, url, ...(path !== undefined && { path }) };
  });
  return { ...about, files, available: files.every(file => file.path !== undefined) };
}

function sourceOf(who: string, name: string): Source {
  const source = sources.find(candidate => candidate.name === name);
  if (source === undefined) throw unknownName(who, 'a data set', name, names);
  return source;
}
