import { get as getHttp, type IncomingMessage } from 'node:http';
import { get as getHttps } from 'node:https';
import type { Patience } from './patience.ts';

const MOST_REDIRECTS = 5;

/**
 * Watches over one download, whatever the number of its requests: `signal` aborts, with the reason, once the server is
 * silent or slower than the patience allows. A server that sends a byte now and then is slow, not silent.
 */
export class Pace {
  readonly #abort = new AbortController();
  readonly #patience: Required<Patience>;
  readonly #timer: NodeJS.Timeout;
  #bytes = 0;
  #silence: NodeJS.Timeout | undefined;

  constructor({ answerMs = 30_000, silenceMs = 30_000, leastBytes = 30_000, paceMs = 60_000 }: Patience = {}) {
    this.#patience = { answerMs, silenceMs, leastBytes, paceMs };
    this.#timer = setInterval(() => this.#look(), paceMs).unref();
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** A request was sent: its answer's head is due. */
  asked(): void {
    this.#expect(this.#patience.answerMs);
  }

  /** So many bytes of a body have come. */
  came(bytes: number): void {
    this.#bytes += bytes;
    this.#expect(this.#patience.silenceMs);
  }

  end(): void {
    clearInterval(this.#timer);
    clearTimeout(this.#silence);
  }

  #expect(within: number): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#abort.abort(new Error(`no answer for ${within / 1000} s`)), within);
  }

  #look(): void {
    const { leastBytes, paceMs } = this.#patience;
    if (this.#bytes < leastBytes) {
      this.#abort.abort(new Error(`${this.#bytes} bytes in ${paceMs / 1000} s, too slow to ever end`));
    }
    this.#bytes = 0;
  }
}

/**
 * The answer to a GET, redirects followed. Not `fetch`: it would decompress a .gz file that a server marks as
 * `Content-Encoding: gzip`.
 */
export async function httpGet(
  url: string,
  headers: Readonly<Record<string, string>>,
  pace: Pace,
  redirects = MOST_REDIRECTS,
): Promise<IncomingMessage> {
  if (redirects === MOST_REDIRECTS) pace.asked();
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const get = url.startsWith('https:') ? getHttps : getHttp;
    get(url, { headers, signal: pace.signal }, resolve).on('error', cause => reject(reasonOf(pace, cause)));
  });
  const { location } = response.headers;
  if (location === undefined || Math.floor(response.statusCode! / 100) !== 3) {
    pace.came(0);
    return response;
  }
  response.destroy();
  if (redirects === 0) throw new Error(`more than ${MOST_REDIRECTS} redirects`);
  const next = new URL(location, url);
  // A token is for the host that it was given for.
  const { authorization: _, ...others } = headers;
  return httpGet(next.href, next.origin === new URL(url).origin ? headers : others, pace, redirects - 1);
}

/** Why it really ended: the pace's reason rather than the AbortError that it shows as. */
export const reasonOf = ({ signal }: Pace, cause: Error): Error => (signal.aborted ? (signal.reason as Error) : cause);
