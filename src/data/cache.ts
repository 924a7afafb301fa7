import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { NearfarError, UsageError } from '../errors.ts';
import { writeWhole } from '../files.ts';
import { download, downloadFor, type OnProgress } from './download.ts';
import { gunzipped, MOST_BYTES, type NamedBytes } from './gunzip.ts';
import { unzipped } from './zip.ts';

/** A file that has an address of its own. */
export interface PublishedFile {
  readonly name: string;
  readonly url: string;
  /** MD5 of the file as published, where one is. */
  readonly md5?: string;
  /** MD5 of what a gzip file holds, so that plain and recompressed copies can be checked too. */
  readonly contentMd5?: string;
  /** Bytes that a gzip file unpacks to, at most; default a gigabyte. */
  readonly mostBytes?: number;
}

/** A file that is published inside a zip file. */
export interface ArchivedFile {
  readonly name: string;
  /** Bytes that it has unpacked, at most; default a gigabyte. */
  readonly mostBytes?: number;
  readonly archive: Archive;
}

/** A zip file that is published, of which some files are wanted. */
export interface Archive extends PublishedFile {
  /** The paths in the zip file that are wanted. */
  readonly entries: readonly string[];
}

/** A file of a data set: one with an address of its own, or one inside a zip file. */
export type DataFile = PublishedFile | ArchivedFile;

/** Where the files of one data set are looked for. */
export interface Places {
  /** The folder that the data set's files have in `dataDir` and in the cache: its name, or its family's. */
  readonly folder: string;
  /** A folder that has the files already. Default the environment's NEARFAR_DATA. */
  readonly dataDir?: string | undefined;
}

/** `$XDG_CACHE_HOME/nearfar`, or `~/.cache/nearfar`. */
export const cacheDir = (): string => join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'nearfar');

/** The path of a file on this machine (or of the archive it is in): in the data directory, else in the cache. */
export function findDataFile(file: DataFile, places: Places): string | undefined {
  const itself = inDataDir(file, places) ?? [cachePath(file, places)].find(existsSync);
  return itself ?? ('archive' in file ? findDataFile(file.archive, places) : undefined);
}

/**
 * A data file's bytes (of a gzip file perhaps those inside): from the data directory (as `<dir>/<folder>/<name>` or
 * `<dir>/<name>`, with or without .gz), else from the cache, else from its address by way of the cache.
 *
 * @throws NearfarError if the checksum is wrong, or the file is nowhere to be had; UsageError if there is no such `dataDir`
 */
export async function readDataFile(file: DataFile, places: Places, onProgress?: OnProgress): Promise<NamedBytes> {
  const supplied = inDataDir(file, places);
  if (supplied !== undefined) return checked(file, await readNamed(supplied), true);
  const kept = await fromCache(file, places);
  if (kept !== undefined) return kept;
  if ('archive' in file) await extract(file.archive, places, onProgress);
  else await download(file.url, file.md5, cachePath(file, places), onProgress);
  return readNamed(cachePath(file, places));
}

/** A file in the cache, if it is there and good. A bad one stays until a good one takes its place. */
async function fromCache(file: DataFile, places: Places): Promise<NamedBytes | undefined> {
  try {
    return await checked(file, await readNamed(cachePath(file, places)));
  } catch {
    return undefined;
  }
}

function inDataDir(file: DataFile, { folder, dataDir = process.env['NEARFAR_DATA'] }: Places): string | undefined {
  if (!dataDir) return undefined;
  if (!existsSync(dataDir)) {
    const fix = 'Correct dataDir (--data-dir) or NEARFAR_DATA';
    throw new UsageError({
      who: 'data directory',
      expected: 'a folder',
      got: `"${dataDir}", which does not exist`,
      fix,
    });
  }
  const plain = file.name.replace(/\.gz$/, '');
  const paths = [join(folder, file.name), join(folder, plain), file.name];
  // MNIST and its kin share file names: without a checksum, only the folder tells whose file a plain one is.
  if ('archive' in file || file.contentMd5 !== undefined) paths.push(plain);
  return paths.map(path => join(dataDir, path)).find(existsSync);
}

const cachePath = (file: DataFile, { folder }: Places): string => join(cacheDir(), folder, file.name);

const readNamed = async (path: string): Promise<NamedBytes> => ({ name: path, bytes: await readFile(path) });

/**
 * The bytes of a file that is what was published, be it compressed anew or not at all. Of files out of archives no
 * checksum is published; gzip's own is checked. A zip file that is `supplied` may be another one than the published, as
 * when it was packed anew: what it holds has CRCs, which are checked as it is read.
 */
async function checked(file: DataFile, found: NamedBytes, supplied = false): Promise<NamedBytes> {
  if ('archive' in file) return gunzipped(found, file.mostBytes);
  if (file.md5 === undefined || (supplied && file.name.endsWith('.zip'))) return found;
  const md5 = md5Of(found.bytes);
  if (md5 === file.md5) return found;
  const content = await gunzipped(found, file.mostBytes);
  if (file.contentMd5 === undefined) {
    if (content.bytes === found.bytes && file.name.endsWith('.gz')) return found;
    throw wrongChecksum(found.name, file.md5, md5);
  }
  const contentMd5 = md5Of(content.bytes);
  if (contentMd5 === file.contentMd5) return content;
  throw wrongChecksum(found.name, `${file.contentMd5} of the content`, contentMd5);
}

const md5Of = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');

const wrongChecksum = (path: string, expected: string, got: string): NearfarError =>
  new NearfarError({
    who: path,
    expected: `MD5 ${expected}`,
    got,
    fix: 'Replace the file, or take it out of the folder to have it downloaded',
  });

/** Puts the wanted entries of an archive into the cache. The archive itself is not kept there: it may be large. */
async function extract(archive: Archive, places: Places, onProgress?: OnProgress): Promise<void> {
  const take = (file: NamedBytes) => takeEntries(file, archive, places);
  const supplied = inDataDir(archive, places);
  if (supplied !== undefined) return take(await checked(archive, await readNamed(supplied), true));
  const read = async (path: string) => take({ name: archive.name, bytes: await readFile(path) });
  await downloadFor(archive.url, archive.md5, cachePath(archive, places), read, onProgress);
}

function takeEntries(file: NamedBytes, archive: Archive, places: Places): void {
  const bounds = { entryBytes: MOST_BYTES, totalBytes: MOST_BYTES };
  const contents = unzipped(file, path => archive.entries.includes(path), bounds);
  for (const entry of archive.entries) {
    const content = contents.get(entry);
    if (content === undefined)
      throw new NearfarError({ who: file.name, expected: `a zip file with ${entry}`, got: 'none' });
    writeWhole(cachePath({ name: basename(entry), archive }, places), content);
  }
}
