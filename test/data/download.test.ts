import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { download, type Progress } from '../../src/data/download.ts';
import { at, bytes, md5 } from '../support/downloads.ts';
import { sendBytes, serve } from '../support/file-server.ts';

describe('download()', () => {
  test('download() writes the file whole, leaves nothing else, and tells its progress', async () => {
    at.server = await serve((request, response) => sendBytes(request, response, bytes));
    const seen: Progress[] = [];
    await download(`${at.server.url}file.gz`, md5, at.target, progress => seen.push(progress));
    expect(readFileSync(at.target)).toEqual(Buffer.from(bytes));
    expect(readdirSync(join(at.folder, 'sub'))).toEqual(['file.gz']);
    expect(seen.at(-1)).toEqual({ file: 'file.gz', receivedBytes: 100_000, totalBytes: 100_000 });
    expect(seen.map(({ receivedBytes }) => receivedBytes)).toEqual(
      seen.map(({ receivedBytes }) => receivedBytes).sort((a, b) => a - b),
    );
  });

  test('download() goes on where the connection broke', async () => {
    at.server = await serve((request, response, nth) =>
      sendBytes(request, response, bytes, nth < 2 ? 30_000 : Infinity),
    );
    await download(`${at.server.url}file.gz`, md5, at.target);
    expect(at.server.ranges).toEqual([undefined, 'bytes=30000-', 'bytes=60000-']);
    expect(readFileSync(at.target)).toEqual(Buffer.from(bytes));
  });

  test('download() goes on from what an earlier run left in .part, and counts it as received', async () => {
    at.server = await serve((request, response) => sendBytes(request, response, bytes));
    await download(`${at.server.url}file.gz`, md5, join(at.folder, 'file.gz')).then(() =>
      rmSync(join(at.folder, 'file.gz')),
    );
    writeFileSync(join(at.folder, 'file.gz.part'), bytes.subarray(0, 99_000));
    const seen: Progress[] = [];
    await download(`${at.server.url}file.gz`, md5, join(at.folder, 'file.gz'), progress => seen.push(progress));
    expect(at.server.ranges.at(-1)).toBe('bytes=99000-');
    expect(seen).toEqual([{ file: 'file.gz', receivedBytes: 100_000, totalBytes: 100_000 }]);
  });

  test('download() starts over where the server does not resume', async () => {
    at.server = await serve((_, response) => response.end(bytes));
    writeFileSync(join(at.folder, 'file.gz.part'), 'something else');
    await download(`${at.server.url}file.gz`, md5, join(at.folder, 'file.gz'));
    expect(readFileSync(join(at.folder, 'file.gz'))).toEqual(Buffer.from(bytes));
  });

  test.each([
    ['is whole already', bytes, 1],
    ['is longer than the file', new Uint8Array(120_000), 2],
  ])('download() copes with a .part that %s', async (_, held, requests) => {
    at.server = await serve((request, response) => {
      if (request.headers.range === undefined) sendBytes(request, response, bytes);
      else response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end();
    });
    writeFileSync(join(at.folder, 'file.gz.part'), held);
    await download(`${at.server.url}file.gz`, md5, join(at.folder, 'file.gz'));
    expect(at.server.ranges.length).toBe(requests);
    expect(readFileSync(join(at.folder, 'file.gz'))).toEqual(Buffer.from(bytes));
  });

  test('download() follows a redirect', async () => {
    at.server = await serve((request, response) => {
      if (request.url === '/moved') sendBytes(request, response, bytes);
      else response.writeHead(302, { location: '/moved' }).end();
    });
    await download(`${at.server.url}file.gz`, md5, at.target);
    expect(existsSync(at.target)).toBe(true);
  });

  test('download() keeps a .gz as it is, though the server calls it an encoding', async () => {
    const zipped = gzipSync(bytes);
    at.server = await serve((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(zipped));
    await download(`${at.server.url}file.gz`, createHash('md5').update(zipped).digest('hex'), at.target);
    expect(readFileSync(at.target)).toEqual(zipped);
  });

  test('download() keeps nothing whose checksum is wrong, and says which, expected, got and what to do', async () => {
    at.server = await serve((_, response) => response.end('<html>Sign in to the hotel network</html>'));
    const got = createHash('md5').update('<html>Sign in to the hotel network</html>').digest('hex');
    await expect(download(`${at.server.url}file.gz`, md5, at.target)).rejects.toThrow(
      `${at.server.url}file.gz: expected file.gz with MD5 ${md5}, got MD5 ${got}. Try again: the download was damaged, or ` +
        'the file there is another now. Or get the file elsewhere, put it into a folder, and name the folder with ' +
        'dataDir (--data-dir) or NEARFAR_DATA.',
    );
    expect(readdirSync(join(at.folder, 'sub'))).toEqual([]);
  });

  test('download() keeps what it has where the connection breaks for good', async () => {
    at.server = await serve((request, response, nth) =>
      nth === 0 ? sendBytes(request, response, bytes, 30_000) : response.writeHead(503).end(),
    );
    await expect(download(`${at.server.url}file.gz`, md5, at.target)).rejects.toThrow(
      `download: expected file.gz from ${at.server.url}file.gz, got HTTP status 503. Try again when online.`,
    );
    expect(readFileSync(`${at.target}.part`)).toEqual(Buffer.from(bytes.subarray(0, 30_000)));
  });

  test('download(), offline, names the file, the address, and what would supply the file', async () => {
    const gone = await serve(() => {});
    await gone.close();
    await expect(download(`${gone.url}file.gz`, md5, at.target)).rejects.toThrow(
      `download: expected file.gz from ${gone.url}file.gz, got no connection (ECONNREFUSED). Try again when online. ` +
        'Or get the file elsewhere, put it into a folder, and name the folder with dataDir (--data-dir) or NEARFAR_DATA.',
    );
  });

  test('download() does not follow redirects for ever', async () => {
    at.server = await serve((_, response) => response.writeHead(302, { location: '/again' }).end());
    await expect(download(`${at.server.url}file.gz`, md5, at.target)).rejects.toThrow('got more than 5 redirects.');
  });

  test('download() fetches a file with a wrong checksum once more: the sign-in page of a network goes when one signs in', async () => {
    at.server = await serve((request, response, nth) =>
      nth === 0 ? response.end('<html>Sign in</html>') : sendBytes(request, response, bytes),
    );
    await download(`${at.server.url}file.gz`, md5, at.target);
    expect(at.server.ranges).toEqual([undefined, undefined]);
    expect(readFileSync(at.target)).toEqual(Buffer.from(bytes));
  });

  test('download() twice at once of one target ends well both times and leaves nothing beside it', async () => {
    at.server = await serve((request, response, nth) => {
      setTimeout(() => sendBytes(request, response, bytes, nth < 2 ? 40_000 : Infinity), 30 * nth);
    });
    const both = [0, 1].map(() => download(`${at.server!.url}file.gz`, md5, at.target));
    await Promise.all(both);
    expect(readFileSync(at.target)).toEqual(Buffer.from(bytes));
    expect(readdirSync(join(at.folder, 'sub'))).toEqual(['file.gz']);
  });

  test('download() takes over what a killed process left, and leaves alone what another is writing', async () => {
    at.server = await serve((request, response) => sendBytes(request, response, bytes));
    const [old, live] = ['file.gz.7-0123abcd.part', 'file.gz.8-0123abcd.part'].map(name => join(at.folder, name));
    writeFileSync(old!, bytes.subarray(0, 50_000));
    utimesSync(old!, 1, 1);
    writeFileSync(live!, bytes.subarray(0, 60_000));
    await download(`${at.server.url}file.gz`, md5, join(at.folder, 'file.gz'));
    expect(at.server.ranges).toEqual(['bytes=50000-']);
    expect(readdirSync(at.folder).sort()).toEqual(['file.gz', 'file.gz.8-0123abcd.part']);
  });
});

test('download() into a folder that cannot be written says so, and does not speak of the network', async () => {
  writeFileSync(join(at.folder, 'sub'), 'a file where the folder should be');
  await expect(download('http://127.0.0.1:1/file.gz', md5, at.target)).rejects.toThrow(
    /download: expected a folder that can be written, got E\w+ for .*sub\. Make room or give the right to write there/,
  );
});
