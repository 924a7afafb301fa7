import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { NearfarError, UsageError } from '../../errors.ts';
import { gunzipped, MOST_BYTES } from '../gunzip.ts';
import { type ReadAt, readAtIn, type TarMember, tarMembers } from '../tar-members.ts';
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
  const shard = await openShard(path);
  let found: ReturnType<typeof samplesOf>;
  try {
    found = samplesOf(path, shard, label);
  } finally {
    shard.close();
  }
  const { samples, skipped } = found;
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

/** Files of one name up to its first dot are one sample. */
function samplesOf(path: string, { members, readAt, imageOf }: Shard, label: string | undefined) {
  const samples = new Map<string, Sample>();
  const skipped: Skipped[] = [];
  for (const member of members) {
    const { name, start, length } = member;
    const [, key = '', ending = ''] = /^((?:.*\/)?[^/.]+)\.([^/]+)$/.exec(name) ?? [];
    if (key === '' || /(^|\/)\.\.?(\/|$)|^\//.test(name)) {
      skipped.push({ id: name, reason: key === '' ? 'no sample’s file' : 'a path out of the shard' });
      continue;
    }
    const sample = samples.get(key) ?? { key };
    samples.set(key, sample);
    if (IMAGE_EXTENSIONS.includes(`.${ending.toLowerCase().split('.').at(-1)}`)) sample.image ??= imageOf(member);
    else if (ending === 'json') {
      const told = labelIn(readAt(start, length), label, `${path}, ${name}`);
      if (told !== undefined) sample.label ??= told;
    } else if (ending === (label ?? 'cls')) sample.label = readAt(start, length).toString('utf8').trim();
  }
  return { samples, skipped };
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

/** A shard that is open. */
interface Shard {
  readonly members: readonly TarMember[];
  readonly readAt: ReadAt;
  /** An image is read when it is decoded; one of a compressed shard, which is unpacked in memory, is there already. */
  readonly imageOf: (member: TarMember) => ImageSource;
  readonly close: () => void;
}

async function openShard(path: string): Promise<Shard> {
  const file = openSync(path, 'r');
  const close = () => closeSync(file);
  const readFile: ReadAt = (start, length) => {
    const bytes = Buffer.alloc(length);
    return bytes.subarray(0, readSync(file, bytes, 0, length, start));
  };
  try {
    const { size } = statSync(path);
    if (!readFile(0, GZIP.length).equals(GZIP)) {
      const imageOf = ({ start, length }: TarMember) => ({ path, start, length });
      return { members: tarMembers(readFile, size), readAt: readFile, imageOf, close };
    }
    const bytes = await unpacked(path, size);
    const readAt = readAtIn(bytes);
    const imageOf = ({ start, length }: TarMember) => ({ bytes: readAt(start, length) });
    return { members: tarMembers(readAt, bytes.length), readAt, imageOf, close };
  } catch (cause) {
    close();
    if (cause instanceof NearfarError) throw cause;
    throw new NearfarError({ who: path, expected: 'a tar file', got: (cause as Error).message }, { cause });
  }
}

/** How a compressed file begins. */
const GZIP = Buffer.from([0x1f, 0x8b]);
/** Bytes of a compressed shard, at most. */
const MOST_PACKED = 2 ** 31 - 1;

async function unpacked(path: string, size: number): Promise<Uint8Array> {
  if (size <= MOST_PACKED) return (await gunzipped({ name: path, bytes: readFileSync(path) }, 2 * MOST_BYTES)).bytes;
  throw new UsageError({
    who: path,
    expected: 'a compressed shard of at most 2 GB, since it is unpacked in memory',
    got: `${(size / 2 ** 30).toFixed(1)} GB`,
    fix: 'Unpack it: a plain .tar may be of any size',
  });
}
