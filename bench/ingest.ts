import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Random } from 'nearfar';
import sharp from 'sharp';

/**
 * Images of 64×64×3 in 200 classes, as JPEG files: how many a second are decoded into the cache, and how many a second are
 * trained on, read from the cache's file and from memory, with the memory that each takes. By default of an MLP, whose step
 * is so short that reading shows.
 */
const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '100000' },
    folder: { type: 'string' },
    network: { type: 'string', default: 'mlp' },
    epochs: { type: 'string', default: '2' },
  },
});
const count = Number(values.count);
const SIDE = 64;
const CLASSES = 200;

const place = mkdtempSync(join(tmpdir(), 'nearfar-bench-'));
const folder = values.folder ?? join(place, 'images');
const built = (path: string) => fileURLToPath(new URL(`../dist/${path}`, import.meta.url));

/** Two waves whose direction is the class's, in colours of chance. */
function pixelsOf(label: number, random: Random): Uint8Array {
  const angle = (Math.PI * label) / CLASSES;
  const [phase, length] = [random.uniform() * 6.28, 4 + random.uniform() * 8];
  const colour = [random.uniform(), random.uniform(), random.uniform()];
  return Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, i) => {
    const [x, y] = [Math.floor(i / 3) % SIDE, Math.floor(i / 3 / SIDE)];
    const wave = Math.sin((x * Math.cos(angle) + y * Math.sin(angle)) / length + phase);
    return 255 * (0.5 + 0.4 * wave * colour[i % 3]!) + 20 * random.uniform();
  });
}

async function makeImages(): Promise<void> {
  const random = new Random(0);
  for (let label = 0; label < CLASSES; label++) mkdirSync(join(folder, `c${label}`), { recursive: true });
  for (let start = 0; start < count; start += 64) {
    const some = Array.from({ length: Math.min(64, count - start) }, (_, k) => start + k);
    const write = async (i: number) => {
      const raw = { width: SIDE, height: SIDE, channels: 3 } as const;
      const jpeg = await sharp(pixelsOf(i % CLASSES, random), { raw })
        .jpeg({ quality: 90 })
        .toBuffer();
      writeFileSync(join(folder, `c${i % CLASSES}/${i}.jpg`), jpeg);
    };
    await Promise.all(some.map(write));
  }
}

interface Done {
  readonly stdout: string;
  /** The most memory that the process had, in MB; its child processes not counted. */
  readonly megabytes: number;
}

/** Runs Node to its end. */
function node(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Done> {
  const child = spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr, megabytes] = ['', '', 0];
  const watch = setInterval(() => {
    const status = `/proc/${child.pid}/status`;
    const peak = existsSync(status) ? /VmHWM:\s+(\d+)/.exec(readFileSync(status, 'utf8'))?.[1] : undefined;
    if (peak !== undefined) megabytes = Math.round(Number(peak) / 1024);
  }, 200);
  child.stdout.on('data', (data: Buffer) => {
    stdout += data.toString();
  });
  child.stderr.on('data', (data: Buffer) => {
    stderr += data.toString();
  });
  return new Promise((resolve, reject) =>
    child.on('close', code => {
      clearInterval(watch);
      if (code !== 0) reject(new Error(stderr));
      else resolve({ stdout, megabytes });
    }),
  );
}

const cache = { XDG_CACHE_HOME: join(place, 'cache') };
const limit = (bytes: string) => {
  const path = join(place, 'limit.mjs');
  writeFileSync(
    path,
    `import { MEMORY } from ${JSON.stringify(built('data/collection.js'))};\nMEMORY.mostBytes = ${bytes};\n`,
  );
  return { NODE_OPTIONS: `--import ${path}` };
};

async function trained(env: Readonly<Record<string, string>>): Promise<{ rate: number; megabytes: number }> {
  const flags = ['--network', values.network, '--epochs', values.epochs, '--dim', '16', '--no-plots', '--json'];
  const out = mkdtempSync(join(place, 'run-'));
  const { stdout, megabytes } = await node(
    [built('cli/nearfar.js'), 'train', folder, ...flags, '--out', join(out, 'run')],
    { ...cache, ...env },
  );
  const { imagesPerSecond } = JSON.parse(stdout.trim().split('\n').at(-1)!) as { imagesPerSecond: number };
  return { rate: imagesPerSecond, megabytes };
}

try {
  if (!existsSync(folder)) await makeImages();
  const script = `
    const { ingest } = await import(${JSON.stringify(built('data/ingest.js'))});
    const { listFolder } = await import(${JSON.stringify(built('data/formats/folder.js'))});
    const { images } = listFolder(${JSON.stringify(folder)}).content;
    const begun = performance.now();
    await ingest(images, { shape: [3, ${SIDE}, ${SIDE}], fit: 'cover' });
    console.log((1000 * images.length) / (performance.now() - begun));`;
  const ingested = await node(['--input-type=module', '-e', script], cache);
  const rate = (images: number) => `${Math.round(images).toLocaleString('en')} images/s`;
  console.log(
    `ingest              ${rate(Number(ingested.stdout))}, ${availableParallelism()} cores, ${ingested.megabytes} MB`,
  );
  const streamed = await trained(limit('0'));
  console.log(`train from a file   ${rate(streamed.rate)}, at most ${streamed.megabytes} MB`);
  const inMemory = await trained(limit('Infinity'));
  console.log(`train from memory   ${rate(inMemory.rate)}, at most ${inMemory.megabytes} MB`);
  console.log(`file / memory       ${((100 * streamed.rate) / inMemory.rate).toFixed(1)} %`);
} finally {
  rmSync(place, { recursive: true, force: true });
}
