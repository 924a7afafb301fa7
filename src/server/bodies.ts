import type { IncomingMessage } from 'node:http';
import { busy, Refusal } from './refusal.ts';

/** Bytes of the bodies of all requests under way, at most. */
const ROOM = 2 ** 28;

/** A body that has come, and counts until it is released. */
export interface Body {
  readonly bytes: Buffer<ArrayBuffer>;
  readonly release: () => void;
}

/** Reads bodies: each up to a size and in time, and all together up to a size. */
export class Bodies {
  readonly #most: number;
  #held = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Bytes that are held. */
  get held(): number {
    return this.#held;
  }

  /** Reads a body until a time (as `Date.now()`). @throws Refusal for one that is too large or too slow */
  async read(incoming: IncomingMessage, until: number): Promise<Body> {
    const most = this.#most;
    const tooLarge = (got: string) =>
      new Refusal(413, { who: 'the body', expected: `at most ${most} bytes`, got, fix: 'Send less in one request' });
    const declared = Number(incoming.headers['content-length'] ?? 0);
    if (declared > most) throw tooLarge(String(declared));
    let size = 0;
    const release = () => {
      this.#held -= size;
      size = 0;
    };
    try {
      const bytes = await readAll(incoming, until, length => {
        size += length;
        this.#held += length;
        if (size > most) throw tooLarge('more');
        if (this.#held > ROOM) throw busy('less to read at once', 'bodies of 256 MB under way');
      });
      return { bytes, release };
    } catch (error) {
      release();
      throw error;
    }
  }
}

function readAll(
  incoming: IncomingMessage,
  until: number,
  onChunk: (length: number) => void,
): Promise<Buffer<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  return new Promise<Buffer<ArrayBuffer>>((resolve, reject) => {
    const timer = setTimeout(() => end(() => reject(tooSlow())), Math.max(0, until - Date.now()));
    const end = (tell: () => void) => {
      clearTimeout(timer);
      incoming.off('data', onData).off('end', onEnd).off('close', onClose).pause();
      tell();
    };
    const onData = (chunk: Buffer) => {
      try {
        onChunk(chunk.length);
        chunks.push(chunk);
      } catch (error) {
        end(() => reject(error));
      }
    };
    const onEnd = () =>
      end(() => resolve(chunks.length === 1 ? (chunks[0] as Buffer<ArrayBuffer>) : Buffer.concat(chunks)));
    const onClose = () => end(() => reject(gone()));
    incoming.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onClose);
  });
}

const tooSlow = () =>
  new Refusal(408, { who: 'the body', expected: 'all of it in time', got: 'a part', fix: 'Send it faster' });

const gone = () => new Refusal(400, { who: 'the body', expected: 'all of it', got: 'the end of the connection' });
