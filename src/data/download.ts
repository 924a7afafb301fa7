import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { get as getHttp, type IncomingMessage } from 'node:http';
import { get as getHttps } from 'node:https';
import { basename, dirname } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { NearfarError } from '../errors.ts';

const STALL_MS = 30_000;
const MOST_REDIRECTS = 5;

export interface Progress {
  /** The name of the file. */
  readonly file: string;
  readonly receivedBytes: number;
  /** Unknown where the server does not tell. */
  readonly totalBytes?: number;
}

export type OnProgress = (progress: Progress) => void;

export const OTHER_SUPPLY =
  'Or get the file elsewhere, put it into a folder, and name the folder with dataDir (--data-dir) or NEARFAR_DATA';

/**
 * Downloads to `target`, which appears whole and checked or not at all. Until then the bytes are in `target`.part; what
 * a broken download left there is not fetched again.
 *
 * @throws NearfarError if the address cannot be reached or answers otherwise, or the MD5 is another than `md5` (nothing is kept then)
 */
export async function download(
  url: string,
  md5: string | undefined,
  target: string,
  onProgress?: OnProgress,
): Promise<void> {
  const part = `${target}.part`;
  const report = (receivedBytes: number, totalBytes?: number): void =>
    onProgress?.({ file: basename(target), receivedBytes, ...(totalBytes !== undefined && { totalBytes }) });
  await mkdir(dirname(target), { recursive: true });
  await fetchRest(url, part, report).catch(cause => {
    throw unreachable(url, basename(target), cause);
  });
  if (md5 !== undefined) await requireMd5(part, md5, url, target);
  await rename(part, target);
}

async function requireMd5(part: string, md5: string, url: string, target: string): Promise<void> {
  const got = await md5OfFile(part);
  if (got === md5) return;
  await rm(part);
  throw new NearfarError({
    who: url,
    expected: `${basename(target)} with MD5 ${md5}`,
    got: `MD5 ${got}`,
    fix: `Try again: the download was damaged, or the file there is another now. ${OTHER_SUPPLY}`,
  });
}

type Report = (receivedBytes: number, totalBytes?: number) => void;

/** Goes on where a connection broke, as long as each attempt brings something. */
async function fetchRest(url: string, part: string, report: Report): Promise<void> {
  let held = await sizeOfFile(part);
  for (;;) {
    try {
      return await fetchOnce(url, part, held, report);
    } catch (error) {
      const now = await sizeOfFile(part);
      if (now <= held) throw error;
      held = now;
    }
  }
}

async function fetchOnce(url: string, part: string, held: number, report: Report): Promise<void> {
  const response = await get(url, held > 0 ? { range: `bytes=${held}-` } : {});
  const [, from, total] = /^bytes (?:(\d+)-\d+|\*)\/(\d+)$/.exec(response.headers['content-range'] ?? '') ?? [];
  if (response.statusCode === 416 && held > 0) {
    response.resume();
    return Number(total) === held ? undefined : fetchOnce(url, part, 0, report);
  }
  const resumed = response.statusCode === 206 && Number(from) === held;
  if (response.statusCode !== 200 && !resumed) {
    response.destroy();
    throw new Error(`HTTP status ${response.statusCode}`);
  }
  const length = response.headers['content-length'];
  const start = resumed ? held : 0;
  const counter = countBytes(start, length === undefined ? undefined : start + Number(length), report);
  await pipeline(response, counter, createWriteStream(part, { flags: resumed ? 'a' : 'w' }));
}

function countBytes(start: number, total: number | undefined, report: Report): Transform {
  let received = start;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      received += chunk.length;
      report(received, total);
      done(null, chunk);
    },
  });
}

/** Not `fetch`: it would decompress a .gz file that a server marks as `Content-Encoding: gzip`. */
async function get(url: string, headers: Record<string, string>, redirects = MOST_REDIRECTS): Promise<IncomingMessage> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const request = (url.startsWith('https:') ? getHttps : getHttp)(url, { headers, timeout: STALL_MS }, resolve);
    request.on('timeout', () => request.destroy(new Error(`no answer for ${STALL_MS / 1000} s`)));
    request.on('error', reject);
  });
  const { location } = response.headers;
  if (location === undefined || Math.floor(response.statusCode! / 100) !== 3) return response;
  response.resume();
  if (redirects === 0) throw new Error(`more than ${MOST_REDIRECTS} redirects`);
  return get(new URL(location, url).href, headers, redirects - 1);
}

function unreachable(url: string, file: string, cause: NodeJS.ErrnoException): NearfarError {
  const got = cause.code === undefined ? cause.message : `no connection (${cause.code})`;
  return new NearfarError(
    { who: 'download', expected: `${file} from ${url}`, got, fix: `Try again when online. ${OTHER_SUPPLY}` },
    { cause },
  );
}

async function md5OfFile(path: string): Promise<string> {
  const hash = createHash('md5');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

const sizeOfFile = (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  );
