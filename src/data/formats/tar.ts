import { readFileSync, statSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { unpackTar } from 'modern-tar';
import { NearfarError, UsageError } from '../../errors.ts';
import { gunzipped, MOST_BYTES } from '../gunzip.ts';
import { isMissing, LABELS, textOf } from './columns.ts';
import { IMAGE_EXTENSIONS } from './image-file.ts';
import type { Entry, ImageSource, Listing, ReadOptions, Skipped } from './listing.ts';

/** Names of shards end so. */
export const TAR_EXTENSIONS: readonly string[] = ['.tar', '.tgz', '.tar.gz'];

/** Whether a file is a tar file, by its name. */
export const isTar = (path: string): boolean => TAR_EXTENSIONS.some(ending => path.toLowerCase().endsWith(ending));

/** How a shard is read. */
export interface TarOptions extends Pick<ReadOptions, 'label'> {
  /** Whether each image must have a class. Default true. */
  readonly labelled?: boolean;
}

/** What a sample's files say. */
interface Sample {
  readonly key: string;
  image?: ImageSource;
  label?: string;
}

/**
 * A tar file in the layout of WebDataset: files of one name up to its first dot are one sample, `0001.jpg` and `0001.cls` (the class) or
 * `0001.json` (with a field for it). Where no file tells a class, the folder of an image does. Nothing is written to the disk.
 *
 * @throws NearfarError for a file that is damaged; UsageError for one without images
 */
export async function listTar(path: string, { label, labelled = true }: TarOptions = {}): Promise<Listing> {
  const samples = new Map<string, Sample>();
  const skipped: Skipped[] = [];
  for (const { name, bytes } of await filesIn(path)) {
    const [, key = '', ending = ''] = /^((?:.*\/)?[^/.]+)\.([^/]+)$/.exec(name) ?? [];
    if (key === '' || /(^|\/)\.\.?(\/|$)|^\//.test(name)) {
      skipped.push({ id: name, reason: key === '' ? 'no sample’s file' : 'a path out of the shard' });
      continue;
    }
    const sample = samples.get(key) ?? { key };
    samples.set(key, sample);
    if (IMAGE_EXTENSIONS.includes(`.${ending.toLowerCase().split('.').at(-1)}`)) sample.image ??= { bytes };
    else if (ending === 'json') {
      const told = labelIn(bytes, label, `${path}, ${name}`);
      if (told !== undefined) sample.label ??= told;
    } else if (ending === (label ?? 'cls')) sample.label = new TextDecoder().decode(bytes).trim();
  }
  const images = [...samples.values()].filter(({ image }) => image !== undefined);
  if (images.length === 0) {
    const got = samples.size > 0 ? `none among ${samples.size} samples` : 'none';
    throw new UsageError({
      who: path,
      expected: 'images in it, as WebDataset lays them out (0001.jpg, 0001.cls)',
      got,
    });
  }
  const byFolder = labelled && images.every(sample => sample.label === undefined);
  const entries = images.map(({ key, label: own = byFolder ? folderOf(key) : undefined }): Entry => {
    return { id: `${basename(path)}:${key}`, ...(own !== undefined && own !== '' && { label: own }) };
  });
  return {
    name: basename(path, extname(path)),
    format: 'a tar file of images',
    entries,
    content: { kind: 'images', images: images.map(({ image }) => image!) },
    skipped,
    notes: [],
  };
}

const folderOf = (key: string): string | undefined => key.split('/').at(-2);

function labelIn(bytes: Uint8Array, label: string | undefined, who: string): string | undefined {
  let fields: Readonly<Record<string, unknown>>;
  try {
    fields = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new NearfarError({ who, expected: 'a JSON object', got: (cause as Error).message }, { cause });
  }
  const name = label ?? [...LABELS, 'cls'].find(each => !isMissing(fields?.[each]));
  const value = name === undefined ? undefined : fields?.[name];
  return isMissing(value) ? undefined : textOf(value);
}

/** The files in a tar file; links and all else that has no bytes are left aside. */
async function filesIn(path: string): Promise<{ readonly name: string; readonly bytes: Uint8Array }[]> {
  const { size } = statSync(path);
  if (size > MOST_SHARD) {
    const got = `${(size / 2 ** 30).toFixed(1)} GB`;
    throw new UsageError({ who: path, expected: 'a shard of at most 2 GB', got, fix: 'Divide it into several' });
  }
  try {
    const { bytes } = await gunzipped({ name: path, bytes: readFileSync(path) }, 2 * MOST_BYTES);
    const entries = await unpackTar(bytes, { filter: ({ type }) => type === 'file', strict: true });
    return entries.map(({ header, data }) => ({ name: header.name, bytes: data ?? new Uint8Array(0) }));
  } catch (cause) {
    if (cause instanceof NearfarError) throw cause;
    throw new NearfarError({ who: path, expected: 'a tar file', got: (cause as Error).message }, { cause });
  }
}

/** Bytes of a shard, at most: it is held in memory. */
const MOST_SHARD = 2 ** 31 - 1;
