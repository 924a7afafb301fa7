import { closeSync, openSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { basename, dirname } from 'node:path';
import { finished } from 'node:stream/promises';
import { NearfarError } from '../errors.ts';
import { checksumLike, checksumName } from './checksum.ts';
import { httpGet, Pace, reasonOf } from './http-get.ts';
import { PartFile } from './part-file.ts';
import type { Patience } from './patience.ts';

/** How far a download is. */
export interface Progress {
  /** The name of the file. */
  readonly file: string;
  /** How many bytes have come. */
  readonly receivedBytes: number;
  /** Unknown where the server does not tell. */
  readonly totalBytes?: number;
}

/** Is told how far a download is, with every piece that comes. */
export type OnProgress = (progress: Progress) => void;

/** What to do where a file cannot be downloaded, for errors. */
export const OTHER_SUPPLY =
  'Or get the file elsewhere, put it into a folder, and name the folder with dataDir (--data-dir) or NEARFAR_DATA';

/**
 * Downloads to `target`, which appears whole and checked or not at all. Two downloads of one target at once do not
 * disturb each other. What a broken one left is not fetched again, if the server still has the same file (its ETag or
 * date, else the MD5, tells); a file whose MD5 is wrong is thrown away and fetched once more.
 *
 * @param md5 of the file as published, where one is
 * @throws NearfarError if the address cannot be reached, answers otherwise, or is silent or slower than `patience` allows;
 *   if the MD5 is wrong twice (nothing is kept then); if the folder cannot be written
 */
export const download = (
  url: string,
  md5: string | undefined,
  target: string,
  onProgress?: OnProgress,
  patience?: Patience,
): Promise<void> => downloadFile({ url, checksum: md5, target }, onProgress, patience);

/** Downloads as `download` does, with any kind of checksum and headers of its own. */
export const downloadFile = (wanted: Wanted, onProgress?: OnProgress, patience?: Patience): Promise<void> =>
  fetchFile(wanted, async part => part.moveToTarget(), onProgress, patience);

/** Downloads as `download` does, but for one look: `use` gets the path of the checked file, which is gone afterwards. */
export const downloadFor = <Result>(
  url: string,
  md5: string | undefined,
  target: string,
  use: (path: string) => Promise<Result>,
  onProgress?: OnProgress,
): Promise<Result> =>
  fetchFile(
    { url, checksum: md5, target },
    async part => {
      const result = await use(part.path);
      part.discard();
      return result;
    },
    onProgress,
  );

/** A file to download. */
export interface Wanted {
  readonly url: string;
  /** In hex, as published: an MD5, a SHA-256 or Git's SHA-1, by its length. */
  readonly checksum: string | undefined;
  readonly target: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** What to do where it cannot be downloaded, for errors. */
  readonly otherSupply?: string;
}

/** A file that is not the published one is fetched so many times. */
const ATTEMPTS = 2;

async function fetchFile<Result>(
  wanted: Wanted,
  done: (part: PartFile) => Promise<Result>,
  onProgress: OnProgress = () => {},
  patience: Patience = {},
): Promise<Result> {
  const { target, checksum } = wanted;
  const report: Report = (receivedBytes, totalBytes) =>
    onProgress({ file: basename(target), receivedBytes, ...(totalBytes !== undefined && { totalBytes }) });
  let part: PartFile | undefined;
  try {
    part = PartFile.claim(target);
    for (let attempt = 1; ; attempt++) {
      await fetchRest(wanted, part, report, patience);
      const got = checksum === undefined ? undefined : await checksumLike(checksum, part.path);
      if (got === checksum) return await done(part);
      part.discard();
      if (attempt === ATTEMPTS) throw wrongChecksum(wanted, checksum!, got!);
    }
  } catch (cause) {
    try {
      part?.leave();
    } catch {} // the cause says more
    throw cause instanceof NearfarError ? cause : refused(wanted, cause as Error);
  }
}

type Report = (receivedBytes: number, totalBytes?: number) => void;

/** Goes on where a connection broke, as long as each attempt brings something. */
async function fetchRest(wanted: Wanted, part: PartFile, report: Report, patience: Patience): Promise<void> {
  const pace = new Pace(patience);
  try {
    let held = part.size;
    for (;;) {
      try {
        return await fetchOnce(wanted, part, report, pace);
      } catch (error) {
        const now = part.size;
        if (pace.signal.aborted || now <= held) throw error;
        held = now;
      }
    }
  } finally {
    pace.end();
  }
}

/**
 * One request for what is missing. Bytes that are there are kept if the server says that its file is the same one, or,
 * where it says nothing, if a checksum will tell.
 */
async function fetchOnce(wanted: Wanted, part: PartFile, report: Report, pace: Pace): Promise<void> {
  const { size: held, validator } = part;
  const resuming = held > 0 && (wanted.checksum !== undefined || validator !== undefined);
  const range = { range: `bytes=${held}-`, ...(validator !== undefined && { 'if-range': validator }) };
  const response = await httpGet(wanted.url, { ...wanted.headers, ...(resuming && range) }, pace);
  const { statusCode } = response;
  const [, from, total] = /^bytes (?:(\d+)-\d+|\*)\/(\d+)$/.exec(response.headers['content-range'] ?? '') ?? [];
  const same = validator === undefined || [undefined, validator].includes(validatorOf(response));
  if (resuming && (statusCode === 416 || (statusCode === 206 && !same))) {
    response.destroy();
    if (statusCode === 416 && same && Number(total) === held) return;
    part.discard();
    return fetchOnce(wanted, part, report, pace);
  }
  const resumed = resuming && statusCode === 206 && Number(from) === held;
  if (statusCode !== 200 && !resumed) {
    response.destroy();
    throw new Error(`HTTP status ${statusCode}`);
  }
  if (!resumed) part.restart(validatorOf(response));
  const length = response.headers['content-length'];
  const start = resumed ? held : 0;
  const totalBytes = length === undefined ? undefined : start + Number(length);
  await append(response, part.path, pace, bytes => report(start + bytes, totalBytes));
}

/** Writes each piece at once: when the connection breaks, nothing that came is lost. */
async function append(
  response: IncomingMessage,
  path: string,
  pace: Pace,
  tell: (bytes: number) => void,
): Promise<void> {
  const file = openSync(path, 'a');
  let received = 0;
  response.on('data', (piece: Buffer) => {
    try {
      writeFileSync(file, piece);
      received += piece.length;
      pace.came(piece.length);
      tell(received);
    } catch (cause) {
      response.destroy(cause as Error);
    }
  });
  try {
    await finished(response);
  } catch (cause) {
    throw reasonOf(pace, cause as Error);
  } finally {
    closeSync(file);
  }
}

/** By what a server can be asked for the rest of the same file: a strong ETag, else the date (RFC 9110, 13.1.5). */
function validatorOf({ headers }: IncomingMessage): string | undefined {
  const { etag } = headers;
  return etag !== undefined && !etag.startsWith('W/') ? etag : headers['last-modified'];
}

const wrongChecksum = ({ url, target, otherSupply = OTHER_SUPPLY }: Wanted, known: string, got: string): NearfarError =>
  new NearfarError({
    who: url,
    expected: `${basename(target)} with ${checksumName(known)} ${known}`,
    got: `${checksumName(known)} ${got}`,
    fix: `Try again: the download was damaged, or the file there is another now. ${otherSupply}`,
  });

/** What a file system says when it does not take a file. */
const UNWRITABLE = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'ENOTDIR', 'EEXIST', 'EISDIR']);

function refused({ url, target, otherSupply = OTHER_SUPPLY }: Wanted, cause: NodeJS.ErrnoException): NearfarError {
  if (UNWRITABLE.has(cause.code ?? '')) {
    const got = `${cause.code} for ${dirname(target)}`;
    const fix = 'Make room or give the right to write there, or name another place with XDG_CACHE_HOME';
    return new NearfarError({ who: 'download', expected: 'a folder that can be written', got, fix }, { cause });
  }
  const got = cause.code === undefined ? cause.message : `no connection (${cause.code})`;
  const expected = `${basename(target)} from ${url}`;
  return new NearfarError({ who: 'download', expected, got, fix: `Try again when online. ${otherSupply}` }, { cause });
}
