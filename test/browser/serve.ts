import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { basename } from 'node:path';

const runtime = new URL('../../node_modules/onnxruntime-web/dist/', import.meta.url);
const types: Readonly<Record<string, string>> = {
  js: 'text/javascript',
  mjs: 'text/javascript',
  wasm: 'application/wasm',
};

/** Serves a page that runs `script`, and the runtime's own files beside it, on a free local port. */
export async function servePage(script: string): Promise<{ address: string; close: () => void }> {
  const files: Readonly<Record<string, string>> = {
    '/': '<!doctype html><link rel="icon" href="data:,"><script type="module" src="/script.js"></script>',
    '/script.js': script,
  };
  const server: Server = createServer(async ({ url = '/' }, response) => {
    const extension = /\.(\w+)$/.exec(url)?.[1] ?? '';
    const body = files[url] ?? (await readFile(new URL(basename(url), runtime)).catch(() => undefined));
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': types[extension] ?? 'text/html' }).end(body);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return { address: `http://127.0.0.1:${port}/`, close: () => server.close() };
}
