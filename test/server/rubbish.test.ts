import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRun } from '../../src/index.ts';
import { nearfar, temporaryFolder } from '../support/cli.ts';
import { characterFolder } from '../support/own-data.ts';
import { post, type Running, startServer } from '../support/server.ts';

const root = temporaryFolder();
const quick = ['--network', 'mlp', '--dim', '4', '--epochs', '1', '--threads', '1', '--no-plots'];
const names = Array.from({ length: 96 }, (_, i) => `c${Math.floor(i / 8)}/${i}.png`);
const encoded: string[] = [];
const wanted: number[][] = [];
let server: Running;

beforeAll(async () => {
  await characterFolder(join(root, 'photos'), 12, 8);
  await nearfar(['train', 'photos', ...quick, '--out', 'run'], { cwd: root });
  const run = await openRun(join(root, 'run'));
  const { samples } = await run.read(names.map(name => join(root, 'photos', name)));
  const { data } = await run.embed(samples);
  for (const [i, name] of names.entries()) {
    encoded.push(readFileSync(join(root, 'photos', name)).toString('base64'));
    wanted.push([...data.subarray(4 * i, 4 * i + 4)]);
  }
  await run.close();
  server = await startServer(['run', '--timeout', '20'], { cwd: root });
}, 120_000);
afterAll(() => server.end());

/** A PNG whose header claims so many pixels a side, with a body of zeros that is small when compressed. */
function claimedPng(side: number): string {
  const chunk = (type: string, body: Uint8Array) => {
    const bytes = Buffer.concat([Buffer.alloc(4), Buffer.from(type), body, Buffer.alloc(4)]);
    bytes.writeUInt32BE(body.length, 0);
    return bytes;
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const body = deflateSync(Buffer.alloc(1 << 20));
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', body),
    chunk('IEND', new Uint8Array()),
  ]).toString('base64');
}

/** A body that never ends, a byte at a time: what is answered. */
const slowBody = (): Promise<readonly [number, string]> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname, () => {
      socket.write(
        'POST /embed HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n',
      );
      drip = setInterval(() => socket.write(' '), 200);
    });
    let drip: NodeJS.Timeout | undefined;
    let answer = '';
    socket.on('data', data => {
      answer += data.toString();
    });
    socket.on('error', reject).on('close', () => {
      clearInterval(drip);
      resolve([Number(answer.split(' ')[1]), answer.split('\r\n\r\n')[1] ?? '']);
    });
  });

const embed = (body: unknown, path = '/embed') => post(`${server.url}${path}`, body);
const status = async (answer: ReturnType<typeof embed>) => {
  const found = await answer;
  return [found.status, found.answer.error] as const;
};

/** Requests that are wrong each in its way, and the status that each is answered with. */
const RUBBISH: readonly (readonly [what: string, status: number, send: () => Promise<readonly [number, string?]>])[] = [
  [
    'a broken image',
    422,
    () => status(embed({ images: [Buffer.from('\x89PNG broken', 'latin1').toString('base64')] })),
  ],
  ['half an image', 422, () => status(embed({ images: [encoded[0]!.slice(0, 100)] }))],
  ['50 MB', 413, () => status(embed({ images: ['A'.repeat(50_000_000)] }))],
  ['10 gigapixels', 413, () => status(embed({ images: [claimedPng(100_000)] }))],
  ['many large images', 413, () => status(embed({ images: Array.from({ length: 20 }, () => claimedPng(5000)) }))],
  ['wrong types', 400, () => status(embed({ images: 7 }))],
  ['no JSON', 400, () => status(embed('{"images": ['))],
  ['a path', 422, () => status(embed({ images: ['../../../etc/passwd'] }))],
  ['another route', 404, () => status(embed({}, '/../run/config.json'))],
  ['a slow body', 408, slowBody],
];

describe('nearfar serve, asked 200 times at once, a tenth of it rubbish', () => {
  it('answers the good ones rightly, refuses the others with a reason, and keeps its memory', async () => {
    const good = Array.from({ length: 180 }, async (_, i) => {
      const [a, b] = [i % 96, (7 * i) % 96];
      const found = await embed({ images: [encoded[a], encoded[b]] });
      expect(found.status, JSON.stringify(found.answer)).toBe(200);
      for (const [row, sample] of [a, b].entries())
        for (const [c, value] of wanted[sample]!.entries())
          expect(found.answer.embeddings[row][c]).toBeCloseTo(value, 4);
    });
    const bad = [...RUBBISH, ...RUBBISH].map(async ([what, wantedStatus, send]) => {
      const [found, reason = 'expected'] = await send();
      expect([what, found], reason).toEqual([what, wantedStatus]);
      expect(reason).toContain('expected');
      expect(reason).not.toContain(root);
    });
    await Promise.all([...good, ...bad]);
    const peak = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${server.child.pid}/status`, 'utf8'))?.[1];
    expect(Number(peak) / 1024).toBeLessThan(1000);
    expect(server.stderr()).not.toMatch(/at .*\.js:/);
  }, 120_000);

  it('killed and started again, answers the same', async () => {
    const before = (await embed({ images: encoded.slice(0, 5) })).answer;
    await server.end('SIGKILL');
    server = await startServer(['run', '--timeout', '20'], { cwd: root });
    expect((await embed({ images: encoded.slice(0, 5) })).answer).toEqual(before);
  }, 60_000);
});
