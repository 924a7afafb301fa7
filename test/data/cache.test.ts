import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type ArchivedFile, cacheDir, findDataFile, type PublishedFile, readDataFile } from '../../src/data/cache.ts';
import { gunzipped } from '../../src/data/gunzip.ts';
import { type FileServer, sendBytes, serve } from '../support/file-server.ts';

const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');
const content = new TextEncoder().encode('what the file holds');
const zipped = gzipSync(content, { level: 9 });
const zippedAnew = gzipSync(content, { level: 0 });

let root: string;
let dataDir: string;
let server: FileServer;
let file: PublishedFile;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'nearfar-cache-'));
  dataDir = join(root, 'data');
  mkdirSync(dataDir);
  vi.stubEnv('XDG_CACHE_HOME', join(root, 'cache'));
  vi.stubEnv('NEARFAR_DATA', '');
  server = await serve((request, response) => sendBytes(request, response, zipped));
  file = { name: 'part.gz', url: `${server.url}part.gz`, md5: md5(zipped), contentMd5: md5(content) };
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await server.close();
  rmSync(root, { recursive: true });
});

function put(path: string, bytes: Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
}
const read = async (options: { dataDir?: string } = {}, of: PublishedFile | ArchivedFile = file): Promise<string> =>
  new TextDecoder().decode((await gunzipped(await readDataFile(of, { folder: 'toy', ...options }))).bytes);
const unchecked = (): PublishedFile => ({ name: file.name, url: file.url, md5: md5(zipped) });

describe('cacheDir()', () => {
  test('cacheDir() is nearfar in $XDG_CACHE_HOME, or in ~/.cache', () => {
    expect(cacheDir()).toBe(join(root, 'cache', 'nearfar'));
    vi.stubEnv('XDG_CACHE_HOME', '');
    expect(cacheDir()).toBe(join(homedir(), '.cache', 'nearfar'));
  });
});

describe('readDataFile()', () => {
  test.each(['toy/part.gz', 'toy/part', 'part.gz', 'part'])('readDataFile({ dataDir }) finds <dir>/%s', async path => {
    put(join(dataDir, path), path.endsWith('.gz') ? zipped : content);
    expect(await read({ dataDir })).toBe('what the file holds');
    expect(findDataFile(file, { folder: 'toy', dataDir })).toBe(join(dataDir, path));
    expect(server.ranges).toEqual([]);
  });

  test('readDataFile() takes the folder of NEARFAR_DATA, and dataDir before it', async () => {
    put(join(dataDir, 'part.gz'), zipped);
    vi.stubEnv('NEARFAR_DATA', dataDir);
    await read();
    expect(server.ranges).toEqual([]);
    mkdirSync(join(root, 'empty'));
    await read({ dataDir: join(root, 'empty') });
    expect(server.ranges.length).toBe(1);
  });

  test('readDataFile() downloads once, into the cache', async () => {
    expect(await read()).toBe('what the file holds');
    expect(await read()).toBe('what the file holds');
    expect(server.ranges.length).toBe(1);
    expect(readFileSync(join(cacheDir(), 'toy', 'part.gz'))).toEqual(zipped);
  });

  test('readDataFile() downloads again what was damaged in the cache', async () => {
    put(join(cacheDir(), 'toy', 'part.gz'), zipped.subarray(1));
    expect(await read()).toBe('what the file holds');
    expect(server.ranges.length).toBe(1);
  });

  test('readDataFile() takes a file that is compressed anew, if it is known what it must hold', async () => {
    put(join(dataDir, 'part.gz'), zippedAnew);
    expect(await read({ dataDir })).toBe('what the file holds');
    await expect(read({ dataDir }, unchecked())).rejects.toThrow(
      `${join(dataDir, 'part.gz')}: expected MD5 ${md5(zipped)}, got ${md5(zippedAnew)}. ` +
        'Replace the file, or take it out of the folder to have it downloaded.',
    );
  });

  test('readDataFile() refuses a file in the data directory that holds something else, and leaves it there', async () => {
    const other = new TextEncoder().encode('something else');
    put(join(dataDir, 'toy', 'part'), other);
    await expect(read({ dataDir })).rejects.toThrow(
      `${join(dataDir, 'toy', 'part')}: expected MD5 ${md5(content)} of the content, got ${md5(other)}.`,
    );
    expect(existsSync(join(dataDir, 'toy', 'part'))).toBe(true);
  });

  test('readDataFile() takes a plain file without a known checksum only from the folder named for the data set', async () => {
    put(join(dataDir, 'part'), new TextEncoder().encode('of another data set'));
    expect(await read({ dataDir }, unchecked())).toBe('what the file holds');
    put(join(dataDir, 'toy', 'part'), new TextEncoder().encode('plain'));
    expect(await read({ dataDir }, unchecked())).toBe('plain');
  });

  test('readDataFile({ dataDir: missing }) is told apart from an empty one', async () => {
    const missing = join(root, 'no-such');
    await expect(read({ dataDir: missing })).rejects.toThrow(
      `data directory: expected a folder, got "${missing}", which does not exist. Correct dataDir (--data-dir) or NEARFAR_DATA.`,
    );
  });
});

describe('readDataFile() of a file inside a zip file', () => {
  const zip = zipSync({ 'gzip/part.gz': zipped, 'gzip/more.gz': zippedAnew, 'gzip/other.gz': content });
  const archived = (name: string, url = server.url, entries = ['gzip/part.gz', 'gzip/more.gz']): ArchivedFile => ({
    name,
    archive: { name: 'all.zip', url: `${url}all.zip`, md5: md5(zip), entries },
  });

  test('readDataFile() downloads the archive once and keeps the wanted files alone', async () => {
    const zipServer = await serve((request, response) => sendBytes(request, response, zip));
    expect(await read({}, archived('part.gz', zipServer.url))).toBe('what the file holds');
    expect(await read({}, archived('more.gz', zipServer.url))).toBe('what the file holds');
    expect(zipServer.ranges.length).toBe(1);
    expect(readdirSync(join(cacheDir(), 'toy')).sort()).toEqual(['more.gz', 'part.gz']);
    await zipServer.close();
  });

  test('readDataFile({ dataDir }) takes the archive from there, and leaves it there', async () => {
    put(join(dataDir, 'all.zip'), zip);
    expect(findDataFile(archived('part.gz'), { folder: 'toy', dataDir })).toBe(join(dataDir, 'all.zip'));
    expect(await read({ dataDir }, archived('part.gz'))).toBe('what the file holds');
    expect(existsSync(join(dataDir, 'all.zip'))).toBe(true);
    expect(server.ranges).toEqual([]);
  });

  test('readDataFile() says what is missing in the archive', async () => {
    put(join(dataDir, 'all.zip'), zip);
    await expect(read({ dataDir }, archived('x.gz', server.url, ['gzip/x.gz']))).rejects.toThrow(
      `${join(dataDir, 'all.zip')}: expected a zip file with gzip/x.gz, got none.`,
    );
  });

  test('readDataFile() twice at once of one archive ends well both times', async () => {
    const zipServer = await serve((request, response) => sendBytes(request, response, zip));
    const read2 = ['part.gz', 'more.gz'].map(name => read({}, archived(name, zipServer.url)));
    expect(await Promise.all(read2)).toEqual(Array(2).fill('what the file holds'));
    expect(readdirSync(join(cacheDir(), 'toy')).sort()).toEqual(['more.gz', 'part.gz']);
    await zipServer.close();
  });
});

describe('readDataFile() of a zip file', () => {
  const zip = zipSync({ a: content });
  const archive = (url = server.url): PublishedFile => ({ name: 'set.zip', url: `${url}set.zip`, md5: md5(zip) });

  test('readDataFile() replaces a page that was cached in its place', async () => {
    const zipServer = await serve((request, response) => sendBytes(request, response, zip));
    put(join(cacheDir(), 'toy', 'set.zip'), new TextEncoder().encode('<html>Sign in</html>'));
    const { bytes } = await readDataFile(archive(zipServer.url), { folder: 'toy' });
    expect(bytes).toEqual(Buffer.from(zip));
    await zipServer.close();
  });

  test('readDataFile({ dataDir }) takes one that was packed anew', async () => {
    const anew = zipSync({ a: content }, { level: 0 });
    put(join(dataDir, 'toy', 'set.zip'), anew);
    expect((await readDataFile(archive(), { folder: 'toy', dataDir })).bytes).toEqual(Buffer.from(anew));
  });
});
