import { Header, type HeaderData, Pax } from 'tar';

/** A file in a tar file: its name, and where its bytes lie. */
export interface TarMember {
  readonly name: string;
  readonly start: number;
  readonly length: number;
}

/** Reads some bytes of a tar file from a place on; fewer at its end. */
export type ReadAt = (start: number, length: number) => Buffer;

/** A header, and all that a file has is brought to as many bytes. */
const BLOCK = 512;
/** A member's long name and other details have at most so many bytes. */
const MOST_DETAILS = 2 ** 20;

const roundedUp = (length: number): number => Math.ceil(length / BLOCK) * BLOCK;

/**
 * The files in a tar file of `size` bytes, by its headers alone; folders, links and all else without bytes are left aside.
 *
 * @throws Error that says where the file is damaged
 */
export function tarMembers(readAt: ReadAt, size: number): TarMember[] {
  const members: TarMember[] = [];
  let details: HeaderData = {};
  let shared: HeaderData = {};
  for (let at = 0; at < size; ) {
    const block = readAt(at, BLOCK);
    if (block.length < BLOCK) throw new Error(`it ends within a header, at byte ${at}`);
    const header = new Header(block, 0, details, shared);
    if (header.nullBlock) break;
    if (!header.cksumValid) throw new Error(`no header at byte ${at}`);
    const { type, path = '', size: length = 0 } = header;
    const start = at + BLOCK;
    if (!(length >= 0) || start + length > size) throw new Error(`"${path}" is cut off`);
    const text = () => {
      if (length > MOST_DETAILS) throw new Error(`details of ${length} bytes at byte ${start}`);
      return readAt(start, length).toString('utf8');
    };
    if (type === 'ExtendedHeader') details = Pax.parse(text(), details, false);
    else if (type === 'GlobalExtendedHeader') shared = Pax.parse(text(), shared, true);
    else if (type === 'NextFileHasLongPath' || type === 'OldGnuLongPath')
      details = { ...details, path: upToNull(text()) };
    else {
      if (type === 'File' || type === 'OldFile' || type === 'ContiguousFile')
        members.push({ name: path, start, length });
      details = {};
    }
    at = start + roundedUp(length);
  }
  return members;
}

const upToNull = (text: string): string => text.replace(/\0.*/s, '');

/** Reads from bytes in memory. */
export const readAtIn =
  (bytes: Uint8Array): ReadAt =>
  (start, length) =>
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).subarray(start, start + length);
