import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { basename } from 'node:path';

const runtime = new URL('../../node_modules/onnxruntime-web/dist/', import.meta.url);
const types: Readonly<Record<string, string>> = {
  js: 'text/javascript',
  mjs: 'text/javascript',
  wasm: 'application/wasm',
};

/** What lets a page have threads. */
export const ISOLATED = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

export interface Served {
  readonly address: string;
  readonly close: () => void;
}

/** Serves what `find` gives for a path, on a free local port. */
export async function serve(
  find: (path: string) => Promise<string | Uint8Array | undefined>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Served> {
  const server: Server = createServer(async ({ url = '/' }, response) => {
    const path = url.replace(/\?.*/, '');
    const body = await find(path);
    const type = types[/\.(\w+)$/.exec(path)?.[1] ?? ''] ?? 'text/html';
    response.writeHead(body === undefined ? 404 : 200, { ...headers, 'content-type': type }).end(body);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return { address: `http://127.0.0.1:${port}/`, close: () => server.close() };
}

/** Serves a page that runs `script`, and the runtime's own files beside it. */
export function servePage(script: string, headers: Readonly<Record<string, string>> = {}): Promise<Served> {
  const files: Readonly<Record<string, string>> = {
    '/': '<!doctype html><link rel="icon" href="data:,"><script type="module" src="/script.js"></script>',
    '/script.js': script,
  };
  return serve(async path => files[path] ?? readFile(new URL(basename(path), runtime)).catch(() => undefined), headers);
}
