import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openRun, train } from 'nearfar';
import sharp from 'sharp';

/**
 * Embeddings a second of `nearfar serve` at 64 connections, one image a request, and how long a request takes, beside the same
 * model called directly with the same images, decoded already, in batches of 64. The load comes from this process, on the same machine.
 *
 *     npm run bench:server -- --seconds 10 --network embedding-net
 */
const { values: flags } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    connections: { type: 'string', default: '64' },
    network: { type: 'string', default: 'embedding-net' },
  },
});
const [length, connections] = [Number(flags.seconds), Number(flags.connections)];

const place = mkdtempSync(join(tmpdir(), 'nearfar-bench-'));
const out = join(place, 'run');
await train({ dataset: 'glyphs', network: flags.network, epochs: 1, plots: false, out });
const run = await openRun(out);
const { samples } = await run.read('glyphs:test');
const side = samples.shape[2]!;
const pixels = side * side;
const some = { data: (samples.data as Uint8Array).subarray(0, 64 * pixels), shape: [64, ...samples.shape.slice(1)] };
const images = await Promise.all(
  Array.from({ length: 64 }, (_, i) =>
    sharp(some.data.subarray(i * pixels, (i + 1) * pixels), { raw: { width: side, height: side, channels: 1 } })
      .png()
      .toBuffer(),
  ),
);

const until = performance.now() + 1000 * length;
let direct = 0;
const begun = performance.now();
while (performance.now() < until) {
  await run.embed(some);
  direct += 64;
}
const directly = (1000 * direct) / (performance.now() - begun);
await run.close();

const main = fileURLToPath(new URL('../dist/cli/nearfar.js', import.meta.url));
const child = spawn(process.execPath, [main, 'serve', out, '--port', '0', '--json'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const url = await new Promise<string>(resolve =>
  child.stdout.once('data', (data: Buffer) => resolve((JSON.parse(data.toString()) as { url: string }).url)),
);
const agent = new Agent({ keepAlive: true, maxSockets: connections });
const bodies = images.map(image => JSON.stringify({ images: [image.toString('base64')] }));

function ask(body: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const sent = request(`${url}/embed`, { method: 'POST', agent, headers }, answer => {
      answer
        .resume()
        .on('end', () => (answer.statusCode === 200 ? resolve() : reject(new Error(`${answer.statusCode}`))));
    });
    sent.on('error', reject).end(body);
  });
}

async function load(seconds: number): Promise<number[]> {
  const end = performance.now() + 1000 * seconds;
  const times: number[] = [];
  const connection = async (first: number) => {
    for (let i = first; performance.now() < end; i++) {
      const start = performance.now();
      await ask(bodies[i % bodies.length]!);
      times.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: connections }, (_, i) => connection(i)));
  return times.sort((a, b) => a - b);
}

try {
  await load(1);
  const times = await load(length);
  const served = times.length / length;
  const at = (part: number) => times[Math.floor(part * (times.length - 1))]!.toFixed(1);
  const rate = (n: number) => Math.round(n).toLocaleString('en');
  console.log(`\nembeddings of ${flags.network}, ${cpus().length} cores, ${cpus()[0]!.model}`);
  console.log(`  directly, batches of 64      ${rate(directly)} a second`);
  console.log(
    `  served, ${connections} connections      ${rate(served)} a second, ${(served / directly).toFixed(2)} of it`,
  );
  console.log(`  a request                    ${at(0.5)} ms (median), ${at(0.99)} ms (99 of 100)`);
} finally {
  child.kill();
  agent.destroy();
  rmSync(place, { recursive: true, force: true });
}
