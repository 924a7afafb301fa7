import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serve, train } from '../../dist/index.js';
import { glyphs } from '../../src/data/glyphs.ts';
import { temporaryFolder } from '../support/cli.ts';
import { post } from '../support/server.ts';

const out = join(temporaryFolder(), 'run');
const body = { rows: [Array.from({ length: 64 }, (_, i) => i)] };
const asJson = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
const dataset = glyphs({ classes: { train: 10, validation: 5, test: 5 }, perClass: 12, size: 8 });

beforeAll(async () => {
  await train({ dataset, network: 'mlp', dim: 4, epochs: 1, threads: 1, plots: false, out });
}, 60_000);

describe('serve(path, options)', () => {
  const opened: Awaited<ReturnType<typeof serve>>[] = [];
  const started = async (options: Parameters<typeof serve>[1]) => {
    const server = await serve(out, { port: 0, ...options });
    opened.push(server);
    return server;
  };
  afterAll(() => Promise.all(opened.map(server => server.close())));

  it('tells clients to come back (503, Retry-After) where too many requests are under way', async () => {
    const { url } = await started({ maxRequests: 1, batchWait: 500 });
    const found = await Promise.all([1, 2, 3].map(() => post(`${url}/embed`, body)));
    expect(found.map(({ status }) => status).toSorted()).toEqual([200, 503, 503]);
    const { answer, headers } = found.find(({ status }) => status === 503)!;
    expect(headers.get('retry-after')).toBe('1');
    expect(answer.error).toBe('serve: expected at most 1 requests under way, got more. Try again in 1 s.');
  });

  it('goes on where clients hang up before their answer', async () => {
    const { url } = await started({ batchWait: 300 });
    const hungUp = Array.from({ length: 10 }, () =>
      fetch(`${url}/embed`, { ...asJson, signal: AbortSignal.timeout(100) }),
    );
    expect((await Promise.allSettled(hungUp)).map(({ status }) => status)).toEqual(hungUp.map(() => 'rejected'));
    expect((await post(`${url}/embed`, body)).status).toBe(200);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toMatch(/^nearfar_requests_under_way 0$/m);
    expect(metrics).toMatch(/^nearfar_body_bytes 0$/m);
  });

  it('answers what is under way before it closes, then takes no connection', async () => {
    const server = await started({ batchWait: 500 });
    const asked = post(`${server.url}/embed`, body);
    await new Promise(resolve => setTimeout(resolve, 200));
    await server.close();
    expect((await asked).status).toBe(200);
    await expect(fetch(server.url)).rejects.toThrow('fetch failed');
  });
});
