import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { datasets, openRun, Random, type Run, train } from 'nearfar';
import sharp from 'sharp';
import type { Answered, Load } from './load.ts';
import { median } from './peer.ts';
import { type Series, saveResult, versionOf } from './results.ts';

/**
 * Embeddings a second of `nearfar serve` at 64 connections, with 1 and with 32 images a request, beside the same model called
 * directly with 64 at a time: of arrays, and of the same PNGs. The load comes from a process of its own, on the same machine. Each is
 * measured in turn, in several rounds; medians are printed.
 *
 *     npm run bench:server -- --seconds 5 --rounds 3 --network embedding-net
 */
const { values: flags } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '64' },
    network: { type: 'string', multiple: true, default: ['embedding-net', 'resnet'] },
  },
});
const [seconds, rounds, connections] = [Number(flags.seconds), Number(flags.rounds), Number(flags.connections)];
const TOGETHER = 64;

/** One way to embed, measured once. */
interface Measured {
  readonly perSecond: number;
  /** Microseconds of a processor for one embedding. */
  readonly processor: number;
  /** Milliseconds of each request, in rising order. */
  readonly times?: readonly number[];
}

/** Glyphs; where colour is wanted, tinted, with the noise of photographs. */
function images([channels, side]: readonly [number, number]) {
  const parts = datasets.glyphs({ size: side, classes: { train: 40, validation: 10, test: 10 } });
  const random = new Random(0);
  const coloured = ({ samples, labels }: (typeof parts)['train']) => {
    const [from, n, pixels] = [samples.data, samples.shape[0]!, side * side];
    const data = new Uint8Array(n * channels * pixels);
    for (let i = 0; i < data.length; i++) {
      const [sample, channel, pixel] = [
        Math.floor(i / (channels * pixels)),
        Math.floor(i / pixels) % channels,
        i % pixels,
      ];
      const value = from[sample * pixels + pixel]!;
      data[i] = channels === 1 ? value : (value * (2 + channel)) / 5 + 60 * random.uniform();
    }
    return { samples: { data, shape: [n, channels, side, side] }, labels };
  };
  return { train: coloured(parts.train), test: coloured(parts.test) };
}

async function direct(work: () => Promise<unknown>): Promise<Measured> {
  await work();
  const [start, used] = [performance.now(), process.cpuUsage()];
  let count = 0;
  while (performance.now() < start + 1000 * seconds) {
    await work();
    count += TOGETHER;
  }
  const { user, system } = process.cpuUsage(used);
  return { perSecond: (1000 * count) / (performance.now() - start), processor: (user + system) / count };
}

const jiti = fileURLToPath(new URL('../node_modules/jiti/lib/jiti-cli.mjs', import.meta.url));
async function ask(load: Load): Promise<Answered> {
  const child = spawn(process.execPath, [jiti, fileURLToPath(new URL('load.ts', import.meta.url))], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify(load));
  return JSON.parse(await text(child.stdout)) as Answered;
}

/** Seconds that a server has taken of the processors. */
async function processorOf(url: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return Number(/^process_cpu_seconds_total (\S+)/m.exec(metrics)?.[1]);
}

async function served(url: string, pngs: readonly Buffer[], each: number): Promise<Measured> {
  const bodies = Array.from({ length: pngs.length / each }, (_, i) =>
    JSON.stringify({ images: pngs.slice(i * each, (i + 1) * each).map(png => png.toString('base64')) }),
  );
  const load = { url: `${url}/embed`, bodies, connections };
  await ask({ ...load, seconds: 1 });
  const before = await processorOf(url);
  const { times, seconds: took } = await ask({ ...load, seconds });
  const count = times.length * each;
  return { perSecond: count / took, processor: (1e6 * ((await processorOf(url)) - before)) / count, times };
}

const main = fileURLToPath(new URL('../dist/cli/nearfar.js', import.meta.url));
async function startServer(folder: string): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const child = spawn(process.execPath, [main, 'serve', folder, '--port', '0', '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await Promise.race([
    new Promise(resolve => child.stdout.once('data', data => resolve([String(data)]))),
    new Promise((_, reject) => child.once('exit', code => reject(new Error(`nearfar serve ended with ${code}`)))),
  ])) as [string];
  return { child, url: (JSON.parse(line) as { url: string }).url };
}

/** Pixel by pixel → channel by channel. */
function planar(images: readonly Buffer[], channels: number): Uint8Array {
  const pixels = images[0]!.length / channels;
  const data = new Uint8Array(images.length * channels * pixels);
  for (let i = 0; i < data.length; i++) {
    const [image, channel, pixel] = [
      Math.floor(i / (channels * pixels)),
      Math.floor(i / pixels) % channels,
      i % pixels,
    ];
    data[i] = images[image]![pixel * channels + channel]!;
  }
  return data;
}

const ARRAYS = `directly, arrays`;
const PNGS = `directly, PNGs by sharp`;
const FILES = `directly, PNG files by run.read`;
const EACH = [1, 32] as const;
const servedName = (each: number) => `served, ${each} image${each === 1 ? '' : 's'} a request`;

async function measure(folder: string, run: Run, samples: Uint8Array, [channels, side]: readonly [number, number]) {
  const size = channels * side * side;
  const shape = [TOGETHER, channels, side, side];
  const some = { data: samples.subarray(0, TOGETHER * size), shape };
  const space = channels === 1 ? 'b-w' : 'srgb';
  const pngs = await Promise.all(
    Array.from({ length: TOGETHER }, (_, i) => {
      const image = samples.subarray(i * size, (i + 1) * size);
      const data = Uint8Array.from(
        { length: size },
        (_, j) => image[(j % channels) * side * side + Math.floor(j / channels)]!,
      );
      return sharp(data, { raw: { width: side, height: side, channels: channels as 1 | 3 } })
        .toColourspace(space)
        .png()
        .toBuffer();
    }),
  );
  const files = pngs.map((_, i) => join(folder, `${i}.png`));
  for (const [i, png] of pngs.entries()) writeFileSync(files[i]!, png);
  const bySharp = async () => {
    const decoded = await Promise.all(pngs.map(png => sharp(png).toColourspace(space).raw().toBuffer()));
    await run.embed({ data: planar(decoded, channels), shape });
  };
  const { child, url } = await startServer(run.folder);
  try {
    const ways: Record<string, Measured[]> = {};
    for (let round = 0; round < rounds; round++) {
      const add = (name: string, found: Measured) => {
        ways[name] = [...(ways[name] ?? []), found];
      };
      add(ARRAYS, await direct(() => run.embed(some)));
      add(PNGS, await direct(bySharp));
      add(FILES, await direct(async () => run.embed((await run.read(files)).samples)));
      for (const each of EACH) add(servedName(each), await served(url, pngs, each));
    }
    return ways;
  } finally {
    child.kill();
  }
}

const series: Record<string, Series> = {};
for (const network of flags.network) {
  const shape = network === 'resnet' ? ([3, 64] as const) : ([1, 28] as const);
  const place = mkdtempSync(join(tmpdir(), 'nearfar-bench-'));
  const out = join(place, 'run');
  const dataset = images(shape);
  await train({ dataset, network, epochs: 1, plots: false, out });
  const run = await openRun(out);
  try {
    const ways = await measure(place, run, dataset.test.samples.data, shape);
    const value = (name: string, of: (measured: Measured) => number) => median(ways[name]!.map(of));
    const rate = (name: string) => value(name, ({ perSecond }) => perSecond);
    console.log(
      `\nembeddings of ${network}, ${shape[1]}×${shape[1]} ${shape[0] === 1 ? 'grey' : 'colour'}, ${cpus().length} cores, ${cpus()[0]!.model}; ${TOGETHER} at a time, or ${connections} connections`,
    );
    console.log(
      `${' '.repeat(32)} a second   µs of a processor   of arrays   of PNGs   of files   median, 99 of 100 (ms)`,
    );
    for (const [name, all] of Object.entries(ways)) {
      series[`${network}: ${name}`] = { unit: 'embeddings/s', values: all.map(({ perSecond }) => perSecond) };
      series[`${network}: ${name}, processor`] = { unit: 'µs', values: all.map(({ processor }) => processor) };
      const of = (base: string) => (rate(name) / rate(base)).toFixed(2).padStart(9);
      const cells = [
        name.padEnd(32),
        Math.round(rate(name)).toLocaleString('en').padStart(8),
        value(name, ({ processor }) => processor)
          .toFixed(0)
          .padStart(17),
        of(ARRAYS),
        of(PNGS),
        of(FILES),
      ];
      if (all[0]!.times) {
        const at = (part: number) => value(name, ({ times }) => times![Math.floor(part * (times!.length - 1))]!);
        series[`${network}: ${name}, median`] = { unit: 'ms', values: all.map(({ times }) => median(times!)) };
        series[`${network}: ${name}, 99 of 100`] = {
          unit: 'ms',
          values: all.map(({ times }) => times![Math.floor(0.99 * (times!.length - 1))]!),
        };
        cells.push(`${at(0.5).toFixed(1)}, ${at(0.99).toFixed(1)}`.padStart(12));
      }
      console.log(cells.join('  '));
    }
  } finally {
    await run.close();
    rmSync(place, { recursive: true, force: true });
  }
}
saveResult('server', {
  options: { seconds, rounds, connections, networks: flags.network.join(' ') },
  series,
  versions: { sharp: versionOf('sharp'), hono: versionOf('hono') },
});
