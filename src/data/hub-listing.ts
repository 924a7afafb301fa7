import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { NearfarError } from '../errors.ts';
import { httpGet, Pace, reasonOf } from './http-get.ts';

/** A repository on the hub, and who asks for it. */
export interface Asked {
  /** The address of the hub, without a slash at its end. */
  readonly base: string;
  readonly repository: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly who: string;
  /** What to do where it cannot be reached, for errors. */
  readonly otherSupply: string;
}

const listing = z.array(
  z.object({ type: z.string(), path: z.string(), oid: z.string(), lfs: z.object({ oid: z.string() }).optional() }),
);

/** A checksum that is checked: SHA-256 of large files, Git's SHA-1 of others. */
const CHECKSUM = /^(sha256:)?([0-9a-f]{64}|[0-9a-f]{40})$/;

/** A repository of so many pages is none that a network is fetched from. */
const MOST_PAGES = 50;

/** The files of a repository by their paths, with the checksums that the hub publishes. */
export async function listRepository(asked: Asked): Promise<ReadonlyMap<string, { readonly checksum: string }>> {
  const files = new Map<string, { checksum: string }>();
  const pace = new Pace();
  try {
    let url: string | undefined = `${asked.base}/api/models/${asked.repository}/tree/main?recursive=true`;
    for (let page = 0; url !== undefined && page < MOST_PAGES; page++) {
      const { entries, next } = await pageAt(url, asked, pace);
      for (const { type, path, oid, lfs } of entries) {
        const checksum = CHECKSUM.exec(lfs?.oid ?? oid)?.[2];
        if (type === 'file' && checksum !== undefined) files.set(path, { checksum });
      }
      url = next;
    }
  } finally {
    pace.end();
  }
  return files;
}

async function pageAt(url: string, asked: Asked, pace: Pace) {
  const { statusCode, headers, body } = await answerOf(url, asked, pace);
  if (statusCode !== 200) throw refusal(asked, statusCode!);
  const entries = listing.safeParse(parsed(body));
  if (!entries.success) throw unreachable(asked, 'an answer of another kind');
  const next = /<([^>]+)>\s*;\s*rel="next"/.exec(String(headers['link'] ?? ''))?.[1];
  const at = next === undefined ? undefined : new URL(next, url);
  return { entries: entries.data, next: at?.origin === new URL(url).origin ? at.href : undefined };
}

async function answerOf(url: string, asked: Asked, pace: Pace) {
  try {
    const response = await httpGet(url, asked.headers, pace);
    return { statusCode: response.statusCode, headers: response.headers, body: await text(response) };
  } catch (cause) {
    const reason = reasonOf(pace, cause as Error) as NodeJS.ErrnoException;
    throw unreachable(asked, reason.code === undefined ? reason.message : `no connection (${reason.code})`, cause);
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

const unreachable = ({ who, base, otherSupply }: Asked, got: string, cause?: unknown): NearfarError =>
  new NearfarError(
    { who, expected: `its list of files from ${base}`, got, fix: `Try again when online. ${otherSupply}` },
    { cause },
  );

function refusal(asked: Asked, status: number): NearfarError {
  if (![401, 403, 404].includes(status)) return unreachable(asked, `HTTP status ${status}`);
  return new NearfarError({
    who: asked.who,
    expected: `a repository ${asked.repository} at ${asked.base}`,
    got: `HTTP status ${status}`,
    fix: 'Check the name; a private or gated repository needs a token in HF_TOKEN',
  });
}
