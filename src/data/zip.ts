import { inflateRawSync } from 'node:zlib';
import { NearfarError } from '../errors.ts';
import { crc32 } from './crc32.ts';
import type { NamedBytes } from './gunzip.ts';

/** What a zip file may hold at most, since a few bytes of it can unpack to any number. */
export interface ZipBounds {
  /** Bytes of one unpacked file. */
  readonly entryBytes: number;
  /** Bytes of all wanted files together. */
  readonly totalBytes: number;
}

/**
 * The files in a zip file whose path is wanted, by path, in the archive's order. Each is checked: name and size in the
 * directory and before the data agree, the data unpack to just that size, and their CRC-32 is right. (fflate checks none
 * of this and fills a damaged file up with zeros.) Format: PKWARE APPNOTE 6.3.10, without encryption and ZIP64.
 *
 * @throws NearfarError if it is no zip file, a damaged one, or one that would unpack beyond the bounds
 */
export function unzipped(
  { name, bytes }: NamedBytes,
  wanted: (path: string) => boolean,
  bounds: ZipBounds,
): Map<string, Uint8Array> {
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b) throw notZip(name, 'something else'); // "PK"
  const archive = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const entries = directoryOf(archive).filter(({ path }) => wanted(path));
    requireWithin(bounds, entries);
    return new Map(entries.map(entry => [entry.path, contentOf(archive, entry)]));
  } catch (cause) {
    if (cause instanceof TooLarge) throw tooLarge(name, cause.message);
    const why = cause instanceof Damaged ? ` (${cause.message})` : '';
    throw notZip(name, `one that is cut off or damaged${why}`, cause);
  }
}

class Damaged extends Error {}
class TooLarge extends Error {}

interface Entry {
  readonly path: string;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  /** Where its own header begins. */
  readonly at: number;
}

const DIRECTORY_END = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_HEADER = 0x04034b50;
const ENCRYPTED = 1;
/** The sizes and the CRC come after the data, so the local header has none. */
const SIZES_FOLLOW = 1 << 3;
const UTF8 = 1 << 11;

/** The central directory; its end is looked for from the back, past a comment. Reading beyond the bytes throws. */
function directoryOf(archive: Buffer): Entry[] {
  const end = endOf(archive);
  const count = archive.readUInt16LE(end + 10);
  const start = archive.readUInt32LE(end + 16);
  const entries: Entry[] = [];
  let at = start;
  while (entries.length < count) {
    if (archive.readUInt32LE(at) !== DIRECTORY_ENTRY)
      throw new Damaged(`entry ${entries.length} of ${count} is missing`);
    const [nameBytes, extra, comment] = [28, 30, 32].map(place => archive.readUInt16LE(at + place)) as [
      number,
      number,
      number,
    ];
    const flags = archive.readUInt16LE(at + 8);
    entries.push({
      path: textOf(archive, at + 46, nameBytes, flags),
      flags,
      method: archive.readUInt16LE(at + 10),
      crc: archive.readUInt32LE(at + 16),
      packed: archive.readUInt32LE(at + 20),
      size: archive.readUInt32LE(at + 24),
      at: archive.readUInt32LE(at + 42),
    });
    at += 46 + nameBytes + extra + comment;
  }
  if (at !== start + archive.readUInt32LE(end + 12) || at > end) throw new Damaged('its directory has another length');
  requireDifferent(entries);
  return entries;
}

function endOf(archive: Buffer): number {
  for (let at = archive.length - 22; at >= Math.max(0, archive.length - 22 - 0xffff); at--) {
    if (archive.readUInt32LE(at) === DIRECTORY_END && at + 22 + archive.readUInt16LE(at + 20) === archive.length)
      return at;
  }
  throw new Damaged('its end is missing');
}

function textOf(archive: Buffer, at: number, length: number, flags: number): string {
  if (at + length > archive.length) throw new Damaged('a name is cut off');
  return archive.toString(flags & UTF8 ? 'utf8' : 'latin1', at, at + length);
}

function requireDifferent(entries: readonly Entry[]): void {
  const paths = new Set(entries.map(({ path }) => path));
  if (paths.size !== entries.length) throw new Damaged('two entries have one name');
}

function requireWithin({ entryBytes, totalBytes }: ZipBounds, entries: readonly Entry[]): void {
  const large = entries.find(({ size }) => size > entryBytes);
  if (large) throw new TooLarge(`${large.size} for ${large.path}, where at most ${entryBytes} make sense`);
  const total = entries.reduce((sum, { size }) => sum + size, 0);
  if (total > totalBytes) throw new TooLarge(`${total} in all, where at most ${totalBytes} make sense`);
}

function contentOf(archive: Buffer, entry: Entry): Uint8Array {
  const { path, flags, method, crc, packed, size, at } = entry;
  if (archive.readUInt32LE(at) !== LOCAL_HEADER) throw new Damaged(`${path} is not where the directory says`);
  const nameBytes = archive.readUInt16LE(at + 26);
  const told = [archive.readUInt32LE(at + 14), archive.readUInt32LE(at + 18), archive.readUInt32LE(at + 22)];
  const agrees = flags & SIZES_FOLLOW || (told[0] === crc && told[1] === packed && told[2] === size);
  if (textOf(archive, at + 30, nameBytes, flags) !== path || !agrees)
    throw new Damaged(`${path} has two headers that differ`);
  if (flags & ENCRYPTED) throw new Damaged(`${path} is encrypted`);
  const start = at + 30 + nameBytes + archive.readUInt16LE(at + 28);
  if (start + packed > archive.length) throw new Damaged(`${path} is cut off`);
  const content = unpacked(archive.subarray(start, start + packed), method, entry);
  if (content.length !== size || crc32(content) !== crc) throw new Damaged(`${path} has a wrong CRC-32 or length`);
  return content;
}

function unpacked(data: Buffer, method: number, { path, size }: Entry): Uint8Array {
  if (method === 0) return data;
  if (method !== 8) throw new Damaged(`${path} is packed in a way that is not known, ${method}`);
  try {
    return inflateRawSync(data, { maxOutputLength: Math.max(1, size) });
  } catch {
    throw new Damaged(`${path} does not unpack to its ${size} bytes`);
  }
}

const notZip = (who: string, got: string, cause?: unknown): NearfarError =>
  new NearfarError({ who, expected: 'a zip file', got, fix: 'Fetch it again' }, { cause });

const tooLarge = (who: string, got: string): NearfarError =>
  new NearfarError({
    who,
    expected: 'files of the size that the data set has',
    got: `bytes: ${got}`,
    fix: 'Fetch it again',
  });
