import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { NearfarError, UsageError } from '../errors.ts';
import { download, type OnProgress } from './download.ts';
import { gunzipped, type NamedBytes } from './idx.ts';
import { unzipped } from './zip.ts';

/** A file that has an address of its own. */
export interface PublishedFile {
  readonly name: string;
  readonly url: string;
  /** MD5 of the file as published, where one is. */
  readonly md5?: string;
  /** MD5 of what a gzip file holds, so that plain and recompressed copies can be checked too. */
  readonly contentMd5?: string;
}

/** A file that is published inside a zip file. */
export interface ArchivedFile {
  readonly name: string;
  readonly archive: Archive;
}

export interface Archive extends PublishedFile {
  /** The paths in the zip file that are wanted. */
  readonly entries: readonly string[];
}

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
  if (supplied !== undefined) return checked(file, await readNamed(supplied));
  const cached = cachePath(file, places);
  if (existsSync(cached)) {
    const kept = await checked(file, await readNamed(cached)).catch(() => rm(cached));
    if (kept !== undefined) return kept;
  }
  if ('archive' in file) await extract(file.archive, places, onProgress);
  else await download(file.url, file.md5, cached, onProgress);
  return readNamed(cached);
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
 * checksum is published; gzip's own is checked.
 */
async function checked(file: DataFile, found: NamedBytes): Promise<NamedBytes> {
  if ('archive' in file) return gunzipped(found);
  if (file.md5 === undefined) return found;
  const md5 = md5Of(found.bytes);
  if (md5 === file.md5) return found;
  const content = await gunzipped(found);
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
  const file = await readDataFile(archive, places, onProgress);
  const contents = unzipped(file, path => archive.entries.includes(path));
  for (const entry of archive.entries) {
    const content = contents.get(entry);
    if (content === undefined)
      throw new NearfarError({ who: file.name, expected: `a zip file with ${entry}`, got: 'none' });
    await writeWhole(cachePath({ name: basename(entry), archive }, places), content);
  }
  await rm(cachePath(archive, places), { force: true });
}

async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const part = `${path}.part`;
  await writeFile(part, bytes);
  await rename(part, path);
}
