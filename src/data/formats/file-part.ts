import { open } from 'node:fs/promises';
import type { FilePart } from './listing.ts';

/** The bytes of a part of a file. @throws Error where the file ends before */
export async function readPart({ path, start, length }: FilePart): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  const file = await open(path);
  try {
    for (let read = 0; read < length; ) {
      const { bytesRead } = await file.read(bytes, read, length - read, start + read);
      if (bytesRead === 0) throw new Error(`${path} ends at byte ${start + read}`);
      read += bytesRead;
    }
    return bytes;
  } finally {
    await file.close();
  }
}
