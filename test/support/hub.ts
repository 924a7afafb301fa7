import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendBytes, serve } from './file-server.ts';

export interface TestHub {
  readonly url: string;
  /** The path of each request for a file, in order, and the token that came with it. */
  readonly asked: { readonly path: string; readonly token: string | undefined }[];
  close(): Promise<void>;
}

interface HubOptions {
  readonly files: Readonly<Record<string, Uint8Array>>;
  /** Those that are published with a SHA-256; others with Git's SHA-1. */
  readonly large?: readonly string[];
  /** Bytes after which the connection breaks, the first time. */
  readonly breakAfter?: number;
  /** What is published in place of the right checksums. */
  readonly checksum?: string;
  readonly token?: string;
  readonly pageSize?: number;
}

const sha = (algorithm: string, ...parts: (string | Uint8Array)[]) => {
  const hash = createHash(algorithm);
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
};

/** A hub on this machine with one repository, `owner/name`: its list of files, and files that lie on another host. */
export async function serveHub({ files, large = [], checksum, token, ...options }: HubOptions): Promise<TestHub> {
  const asked: { path: string; token: string | undefined }[] = [];
  let broken = options.breakAfter === undefined;
  const store = await serve((request, response) => {
    const path = decodeURIComponent(request.url!.slice(1));
    asked.push({ path, token: request.headers.authorization });
    sendBytes(request, response, files[path]!, broken ? Infinity : options.breakAfter);
    broken = true;
  });
  const listing = Object.entries(files).map(([path, bytes]) => {
    const oid = checksum?.slice(0, 40) ?? sha('sha1', `blob ${bytes.length}\0`, bytes);
    const lfs = { oid: checksum ?? sha('sha256', bytes), size: bytes.length, pointerSize: 130 };
    return { type: 'file', oid, size: bytes.length, path, ...(large.includes(path) && { lfs }) };
  });
  const list = (url: URL, response: ServerResponse, { host }: IncomingMessage['headers']) => {
    const { pageSize = 1000 } = options;
    const from = Number(url.searchParams.get('cursor') ?? 0);
    const more = from + pageSize < listing.length;
    const next = `http://${host}${url.pathname}?recursive=true&cursor=${from + pageSize}`;
    response.writeHead(200, more ? { link: `<${next}>; rel="next"` } : {});
    response.end(JSON.stringify(listing.slice(from, from + pageSize)));
  };
  const hub = await serve((request, response) => {
    const url = new URL(request.url!, 'http://hub');
    const path = /^\/owner\/name\/resolve\/main\/(.*)$/.exec(url.pathname)?.[1];
    if (token !== undefined && request.headers.authorization !== `Bearer ${token}`) response.writeHead(401).end();
    else if (url.pathname === '/api/models/owner/name/tree/main') list(url, response, request.headers);
    else if (path !== undefined && decodeURIComponent(path) in files)
      response.writeHead(302, { location: store.url + path }).end();
    else response.writeHead(404).end();
  });
  return { url: hub.url, asked, close: async () => void (await Promise.all([hub.close(), store.close()])) };
}
