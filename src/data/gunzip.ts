import { NearfarError } from '../errors.ts';

/** The bytes of a file, with the name to call it by in errors. */
export interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What a file that says nothing of its size may unpack to: a gigabyte. */
export const MOST_BYTES = 2 ** 30;
/** Deflate makes at most so many bytes out of one. */
const MOST_EXPANSION = 1032;

/**
 * The bytes as they are, or decompressed if they begin like a gzip file; the name does not matter. Unpacking stops at
 * `mostBytes`, which may be read off the beginning of what is unpacked.
 *
 * @throws NearfarError if the gzip file is damaged, or holds more
 */
export async function gunzipped(
  { name, bytes }: NamedBytes,
  mostBytes: number | ((head: Uint8Array) => number) = MOST_BYTES,
): Promise<NamedBytes> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return { name, bytes };
  const plain = new Blob([bytes as BlobPart]).stream().pipeThrough(new DecompressionStream('gzip'));
  const reader = (plain as ReadableStream<Uint8Array>).getReader();
  let content: Uint8Array | undefined;
  let [length, most] = [0, 0];
  for (;;) {
    const piece = (await reader.read().catch(cause => Promise.reject(damaged(name, bytes.length, cause)))).value;
    if (!piece) return { name, bytes: trimmed(content, length) };
    if (!content) {
      most = typeof mostBytes === 'number' ? mostBytes : mostBytes(piece);
      content = new Uint8Array(Math.min(most, bytes.length * MOST_EXPANSION));
    }
    if (length + piece.length > content.length) {
      await reader.cancel();
      throw tooLarge(name, most);
    }
    content.set(piece, length);
    length += piece.length;
  }
}

/** Without what was set aside and not needed, where that is much. */
function trimmed(content: Uint8Array | undefined, length: number): Uint8Array {
  if (!content) return new Uint8Array();
  return 2 * length < content.length ? content.slice(0, length) : content.subarray(0, length);
}

const damaged = (who: string, length: number, cause: unknown): NearfarError =>
  new NearfarError(
    {
      who,
      expected: 'a whole gzip file',
      got: `one that is cut off or damaged after ${length} bytes`,
      fix: 'Fetch it again',
    },
    { cause },
  );

const tooLarge = (who: string, most: number): NearfarError =>
  new NearfarError({ who, expected: `at most ${most} bytes once unpacked`, got: 'more', fix: 'Fetch it again' });
