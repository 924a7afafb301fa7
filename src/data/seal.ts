import { crc32 } from './crc32.ts';

/** Stands where a file's checksum will be, while the checksum is computed. */
export const SEAL = '00000000';

/** Writes the checksum of a file's bytes into them: eight hexadecimal digits in place of the `SEAL` that begins at `at`. */
export function seal(bytes: Uint8Array, at: number): void {
  bytes.set(new TextEncoder().encode(checksumOf(bytes)), at);
}

/** Whether the bytes are those that were sealed, all of them. */
export function isSealed(bytes: Uint8Array, at: number): boolean {
  const copy = Uint8Array.from(bytes); // Not slice: that of a Buffer is a view.
  copy.set(new TextEncoder().encode(SEAL), at);
  return checksumOf(copy) === new TextDecoder().decode(bytes.subarray(at, at + SEAL.length));
}

const checksumOf = (bytes: Uint8Array): string => crc32(bytes).toString(16).padStart(SEAL.length, '0');
