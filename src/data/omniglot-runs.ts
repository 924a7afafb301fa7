import { NearfarError } from '../errors.ts';
import type { NdArray } from '../nd-array.ts';
import { readDataFile } from './cache.ts';
import type { OnProgress } from './download.ts';
import type { NamedBytes } from './gunzip.ts';
import { BOUNDS, readDrawings } from './omniglot.ts';
import { allRuns, OMNIGLOT_FOLDER } from './sources/omniglot-source.ts';
import type { ImageOptions } from './sources/source.ts';
import { unzipped } from './zip.ts';

/** One task: a drawing of each class to learn from, and drawings to tell. */
export interface OneShotRun {
  /** Its folder in the file, `run01` to `run20`. */
  readonly name: string;
  /** A drawing of each class, `uint8` [ways, 1, size, size]. */
  readonly training: NdArray<Uint8Array>;
  /** Drawings of the same classes by another hand, `uint8` [n, 1, size, size]. */
  readonly test: NdArray<Uint8Array>;
  /** For each of `test`, the place of its class in `training`. */
  readonly answers: Int32Array;
}

/** What `loadOmniglotRuns` takes. */
export interface OmniglotRunsOptions extends ImageOptions {
  /** A folder that has all_runs.zip already. Default the environment's NEARFAR_DATA. */
  readonly dataDir?: string | undefined;
  /** Called while it downloads. */
  readonly onProgress?: OnProgress | undefined;
}

/**
 * The 20 official runs of one-shot classification (Lake, Salakhutdinov & Tenenbaum 2015): in each, 20 drawings of 20
 * characters of one alphabet, all of Omniglot's evaluation set, and 20 drawings of the same to tell.
 *
 * @throws NearfarError if the file is no such zip file or not to be had; UsageError if there is no such `dataDir`
 */
export async function loadOmniglotRuns({
  dataDir,
  onProgress,
  ...images
}: OmniglotRunsOptions = {}): Promise<readonly OneShotRun[]> {
  const file = await readDataFile(allRuns, { folder: OMNIGLOT_FOLDER, dataDir }, onProgress);
  return readOmniglotRuns(file, images);
}

const LABELS = /^(run\d+)\/class_labels\.txt$/;

/** Reads all_runs.zip: folders run01, run02, … with `training`, `test` and `class_labels.txt`, a pair of paths a line. */
export async function readOmniglotRuns(file: NamedBytes, options: ImageOptions = {}): Promise<readonly OneShotRun[]> {
  const entries = unzipped(file, path => /^run\d+\/.*\.(png|txt)$/.test(path), BOUNDS);
  const names = [...entries.keys()].flatMap(path => LABELS.exec(path)?.[1] ?? []).sort();
  if (names.length === 0) {
    throw new NearfarError({ who: file.name, expected: 'run01/class_labels.txt and so on in it', got: 'none' });
  }
  return Promise.all(names.map(name => readRun(name, file.name, entries, options)));
}

async function readRun(
  name: string,
  source: string,
  entries: ReadonlyMap<string, Uint8Array>,
  options: ImageOptions,
): Promise<OneShotRun> {
  const text = new TextDecoder().decode(entries.get(`${name}/class_labels.txt`));
  const pairs = text.split('\n').flatMap(line => {
    const [item, answer] = line.trim().split(/\s+/);
    return item && answer ? [{ item, answer }] : [];
  });
  const drawings = (paths: readonly string[]) =>
    readDrawings(
      paths.map(path => ({ name: `${source}: ${path}`, bytes: entryOf(path, source, entries) })),
      options,
    );
  const classes = [...new Set(pairs.map(({ answer }) => answer))].sort();
  return {
    name,
    training: await drawings(classes),
    test: await drawings(pairs.map(({ item }) => item)),
    answers: Int32Array.from(pairs, ({ answer }) => classes.indexOf(answer)),
  };
}

function entryOf(path: string, source: string, entries: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const bytes = entries.get(path);
  if (bytes) return bytes;
  throw new NearfarError({ who: source, expected: `${path}, which class_labels.txt names`, got: 'none' });
}
