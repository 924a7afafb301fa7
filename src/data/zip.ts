import { unzipSync } from 'fflate';
import { NearfarError } from '../errors.ts';
import type { NamedBytes } from './idx.ts';

/**
 * The files in a zip file whose path is wanted, by path, in the archive's order.
 *
 * @throws NearfarError if it is no zip file, or a damaged one
 */
export function unzipped({ name, bytes }: NamedBytes, wanted: (path: string) => boolean): Map<string, Uint8Array> {
  try {
    return new Map(Object.entries(unzipSync(bytes, { filter: entry => wanted(entry.name) })));
  } catch (cause) {
    const begins = bytes[0] === 0x50 && bytes[1] === 0x4b; // "PK"
    const got = begins ? 'one that is cut off or damaged' : 'something else';
    throw new NearfarError({ who: name, expected: 'a zip file', got, fix: 'Fetch it again' }, { cause });
  }
}
