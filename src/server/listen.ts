import type { Server as HttpServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { z } from 'zod';
import { NearfarError } from '../errors.ts';
import { readOptions } from '../options.ts';
import { createApp } from './app.ts';
import { ModelThread } from './model-thread.ts';
import type { ServeOptions, Server } from './options.ts';
import { Refusal } from './refusal.ts';

const SCHEMA = {
  port: z.int().min(0).max(65_535).default(8080),
  host: z.string().min(1).default('127.0.0.1'),
  token: z.string().min(1).optional(),
  batchWait: z.number().min(0).max(1000).default(2),
  threads: z.int().min(1).optional(),
  maxBytes: z.int().min(1).default(20_000_000),
  maxRequests: z.int().min(1).default(512),
  timeout: z.number().positive().max(3600).default(30),
  run: z.string().optional(),
} as const;

/** Milliseconds that requests under way have when a server stops. */
const PATIENCE = 10_000;
/** Milliseconds in which the head of a request must have come. */
const HEAD = 10_000;

/** Opens a model and listens. */
export async function listen(path: string, given: ServeOptions): Promise<Server> {
  const {
    host,
    port,
    token = process.env['NEARFAR_TOKEN'],
    run,
    threads,
    batchWait,
    ...limits
  } = readOptions('serve', SCHEMA, {
    ...given,
  });
  let died = (_: Error) => {};
  const { thread, about } = await ModelThread.open({
    place: { path, run, threads },
    batchWait,
    onBatch: samples => app.metrics.batch(samples),
    onDeath: error => died(error),
  });
  const app = createApp({ ...limits, about, token, answer: (job, until) => thread.answer(job, until) });
  const http = createAdaptorServer({
    fetch: app.fetch,
    overrideGlobalObjects: false,
    serverOptions: {
      headersTimeout: HEAD,
      requestTimeout: 1000 * limits.timeout + HEAD,
      connectionsCheckingInterval: 1000,
    },
  }) as HttpServer;
  http.on('clientError', refuseConnection);
  try {
    await listening(http, host, port);
  } catch (error) {
    await thread.close();
    throw error;
  }
  const { port: chosen } = http.address() as AddressInfo;
  const stopped = new Promise<void>((resolve, reject) => {
    http.on('close', resolve);
    died = error => {
      reject(error);
      void close();
    };
  });
  stopped.catch(() => {}); // Told to who asks for it.
  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= stop(http, app.stop).then(() => thread.close());
    return closed;
  };
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${chosen}`, stopped, close };
}

function listening(http: HttpServer, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    http.once('error', (cause: NodeJS.ErrnoException) => {
      const got = cause.code === 'EADDRINUSE' ? 'one that is taken' : cause.message;
      const fix = 'Choose another with --port or --host';
      reject(new NearfarError({ who: 'serve', expected: `to listen on ${host}, port ${port}`, got, fix }, { cause }));
    });
    http.listen(port, host, resolve);
  });
}

/** Takes no more requests, and lets those under way end. */
async function stop(http: HttpServer, refuse: () => void): Promise<void> {
  refuse();
  const closed = new Promise(resolve => http.close(resolve));
  http.closeIdleConnections();
  const timer = setTimeout(() => http.closeAllConnections(), PATIENCE);
  await closed;
  clearTimeout(timer);
}

/** What Node cannot read as a request, or waits for too long, is told why before its connection ends. */
function refuseConnection(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy();
  const [status, words, complaint] = WHY[error.code ?? ''] ?? WHY['']!;
  const body = JSON.stringify({ error: new Refusal(400, { who: 'serve', ...complaint }).message });
  const head = [`HTTP/1.1 ${status} ${words}`, 'connection: close', 'content-type: application/json'];
  socket.end(`${head.join('\r\n')}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

const WHY: Readonly<Record<string, readonly [number, string, { readonly expected: string; readonly got: string }]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout', { expected: 'a whole request in time', got: 'a part' }],
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large', { expected: 'at most 16 KB of headers', got: 'more' }],
  '': [400, 'Bad Request', { expected: 'a request of HTTP/1.1', got: 'something else' }],
};
