import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FileServer {
  readonly url: string;
  /** The `Range` header of each request, in order. */
  readonly ranges: (string | undefined)[];
  close(): Promise<void>;
}

type Answer = (request: IncomingMessage, response: ServerResponse, nth: number) => void;

/** A server on this machine for one test; `answer` is told the how-manieth request it answers, from 0. */
export async function serve(answer: Answer): Promise<FileServer> {
  const ranges: (string | undefined)[] = [];
  const server = createServer((request, response) => answer(request, response, ranges.push(request.headers.range) - 1));
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    ranges,
    close: () =>
      new Promise(resolve => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** Answers with the bytes, or those a `Range: bytes=n-` asks for; breaks the connection after `breakAfter` bytes. */
export function sendBytes(
  request: IncomingMessage,
  response: ServerResponse,
  bytes: Uint8Array,
  breakAfter = Infinity,
): void {
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  const rest = bytes.subarray(start);
  const ranged = request.headers.range !== undefined;
  response.writeHead(ranged ? 206 : 200, {
    'content-length': rest.length,
    ...(ranged && { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` }),
  });
  if (rest.length <= breakAfter) response.end(rest);
  else response.write(rest.subarray(0, breakAfter), () => setTimeout(() => response.destroy(), 20));
}
