import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';

/** The kinds of published checksums, told apart by their length in hex digits. Git's is SHA-1 of a header and the content. */
const KINDS = {
  32: { name: 'MD5', algorithm: 'md5', isGit: false },
  40: { name: 'Git SHA-1', algorithm: 'sha1', isGit: true },
  64: { name: 'SHA-256', algorithm: 'sha256', isGit: false },
} as const;

const kindOf = (known: string) => KINDS[known.length as keyof typeof KINDS];

/** What a checksum is called. */
export const checksumName = (known: string): string => kindOf(known).name;

/** The checksum of a file, of the same kind as a published one. */
export async function checksumLike(known: string, path: string): Promise<string> {
  const { algorithm, isGit } = kindOf(known);
  const hash = createHash(algorithm);
  if (isGit) hash.update(`blob ${(await stat(path)).size}\0`);
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
