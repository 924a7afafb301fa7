import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { download } from '../../src/data/download.ts';
import { at, bytes, md5 } from '../support/downloads.ts';
import { sendBytes, serve } from '../support/file-server.ts';

describe('download(), resuming,', () => {
  const conditions: (string | undefined)[] = [];
  /** A server whose file is another from the second request on; it heeds `If-Range`, or not. */
  const changing = (heeds: boolean) =>
    serve((request, response, nth) => {
      conditions.push(request.headers['if-range'] as string | undefined);
      const [etag, held] = nth === 0 ? ['"old"', new Uint8Array(100_000)] : ['"new"', bytes];
      response.setHeader('etag', etag);
      if (heeds && request.headers['if-range'] !== undefined && request.headers['if-range'] !== etag)
        delete request.headers.range;
      sendBytes(request, response, held, nth === 0 ? 30_000 : Infinity);
    });

  test.each([true, false])('asks by ETag whether the file is still the same (the server heeds it: %s)', async heeds => {
    conditions.length = 0;
    at.server = await changing(heeds);
    await download(`${at.server.url}file.gz`, undefined, at.target);
    expect(conditions.slice(0, 2)).toEqual([undefined, '"old"']);
    expect(readFileSync(at.target)).toEqual(Buffer.from(bytes));
  });

  test('knows the ETag from one run to the next', async () => {
    at.server = await serve((request, response, nth) => {
      conditions[nth] = request.headers['if-range'] as string | undefined;
      response.setHeader('etag', '"one"');
      if (nth === 1) response.writeHead(503).end();
      else sendBytes(request, response, bytes, nth === 0 ? 30_000 : Infinity);
    });
    await expect(download(`${at.server.url}file.gz`, undefined, at.target)).rejects.toThrow('HTTP status 503');
    await download(`${at.server.url}file.gz`, undefined, at.target);
    expect(conditions[2]).toBe('"one"');
    expect(at.server.ranges[2]).toBe('bytes=30000-');
    expect(readFileSync(at.target)).toEqual(Buffer.from(bytes));
    expect(readdirSync(join(at.folder, 'sub'))).toEqual(['file.gz']);
  });

  test('starts over where neither server nor checksum could tell that the rest belongs to the beginning', async () => {
    at.server = await serve((request, response) => sendBytes(request, response, bytes));
    writeFileSync(join(at.folder, 'file.gz.part'), 'something else');
    await download(`${at.server.url}file.gz`, undefined, join(at.folder, 'file.gz'));
    expect(at.server.ranges).toEqual([undefined]);
    expect(readFileSync(join(at.folder, 'file.gz'))).toEqual(Buffer.from(bytes));
  });
});

describe('download(), out of patience,', () => {
  const impatient = { answerMs: 300, silenceMs: 300, leastBytes: 1000, paceMs: 400 };
  const attempt = (url: string) => download(`${url}file.gz`, md5, at.target, undefined, impatient);

  test('gives up a server that never answers', async () => {
    at.server = await serve(() => {});
    await expect(attempt(at.server.url)).rejects.toThrow(
      `download: expected file.gz from ${at.server.url}file.gz, got no answer for 0.3 s. Try again when online.`,
    );
  });

  test('gives up a server that sends its head a letter at a time', async () => {
    const loris = createServer(socket => {
      const letters = [...'HTTP/1.1 200 OK\r\nX: a long, long head'];
      const timer = setInterval(() => socket.write(letters.shift() ?? 'a'), 20);
      socket.on('close', () => clearInterval(timer)).on('error', () => {});
    });
    await new Promise<void>(resolve => loris.listen(0, '127.0.0.1', resolve));
    const { port } = loris.address() as { port: number };
    await expect(attempt(`http://127.0.0.1:${port}/`)).rejects.toThrow('got no answer for 0.3 s.');
    await new Promise(resolve => loris.close(resolve));
  });

  test('gives up a server that falls silent, and keeps what came', async () => {
    at.server = await serve((_, response) => {
      response.writeHead(200, { 'content-length': bytes.length }).write(bytes.subarray(0, 5000));
    });
    await expect(attempt(at.server.url)).rejects.toThrow('got no answer for 0.3 s.');
    expect(readFileSync(`${at.target}.part`)).toEqual(Buffer.from(bytes.subarray(0, 5000)));
  });

  test('gives up a server that sends a byte now and then', async () => {
    at.server = await serve((_, response) => {
      response.writeHead(200, { 'content-length': bytes.length });
      const timer = setInterval(() => response.write('x'), 20);
      response.on('close', () => clearInterval(timer));
    });
    await expect(attempt(at.server.url)).rejects.toThrow(/got \d+ bytes in 0\.4 s, too slow to ever end\./);
  });
});
