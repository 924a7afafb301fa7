import { execFile } from 'node:child_process';
import { cpus } from 'node:os';
import { promisify } from 'node:util';
import { evaluation, Random } from 'nearfar';
import { PYTHON, torch, torchEnv } from './torch.ts';

/**
 * Time and peak memory of the retrieval metrics of n embeddings among themselves, ten classes, beside k-NN in PyTorch, which
 * looks at the R nearest alone (so no mean average precision over all). Each size runs in a process of its own.
 */
const SIZES = [
  [10_000, 2],
  [10_000, 16],
  [10_000, 128],
  [60_000, 64],
] as const;
const CLASSES = 10;
const THREADS = 2;

interface Measured {
  readonly name?: string;
  readonly milliseconds: number;
  /** Of the process, at most. */
  readonly megabytes: number;
  readonly precisionAt1: number;
  readonly mapAtR: number;
}

const run = promisify(execFile);

async function compareSizes(): Promise<void> {
  console.log(`\nretrieval metrics of n × n embeddings, ${CLASSES} classes, ${THREADS} threads, ${cpus()[0]!.model}`);
  const missing = await torch.missing();
  if (missing !== undefined) console.log(`k-NN in PyTorch: left out, ${missing}`);
  for (const [n, d] of SIZES) {
    const own = await ours(n, d);
    const peer = missing === undefined ? await theirs(n, d) : undefined;
    const ratio = peer ? `   nearfar is ${(peer.milliseconds / own.milliseconds).toFixed(2)} times as fast` : '';
    console.log(`${n} × ${n}, D = ${d}${ratio}`);
    for (const measured of peer ? [own, peer] : [own]) console.log(row(measured));
  }
}

const row = ({ name = 'nearfar', milliseconds, megabytes, precisionAt1, mapAtR }: Measured): string =>
  `  ${name.padEnd(24)} ${(milliseconds / 1000).toFixed(2).padStart(8)} s ${megabytes.toFixed(0).padStart(6)} MB   ` +
  `precision@1 ${precisionAt1.toFixed(3)}, MAP@R ${mapAtR.toFixed(3)}`;

async function ours(n: number, d: number): Promise<Measured> {
  const jiti = new URL('../node_modules/.bin/jiti', import.meta.url).pathname;
  const { stdout } = await run(jiti, [new URL(import.meta.url).pathname, String(n), String(d)]);
  return JSON.parse(stdout) as Measured;
}

async function theirs(n: number, d: number): Promise<Measured> {
  const script = new URL('./peers/torch_retrieval.py', import.meta.url).pathname;
  const args = [script, ...[n, d, CLASSES, THREADS].map(String)];
  const { stdout } = await run(PYTHON, args, { env: torchEnv, maxBuffer: 1 << 20 });
  return JSON.parse(stdout) as Measured;
}

/** Classes at random places as far apart as they are wide, so that they overlap. */
function clouds(
  n: number,
  d: number,
): { embeddings: { data: Float32Array; shape: [number, number] }; labels: Int32Array } {
  const random = new Random(0);
  const centres = Float32Array.from({ length: CLASSES * d }, () => random.normal() / Math.sqrt(d));
  const labels = Int32Array.from({ length: n }, (_, i) => i % CLASSES);
  const data = Float32Array.from(
    { length: n * d },
    (_, i) => centres[labels[Math.floor(i / d)]! * d + (i % d)]! + random.normal() / Math.sqrt(d),
  );
  return { embeddings: { data, shape: [n, d] }, labels };
}

async function measure(n: number, d: number): Promise<Measured> {
  const samples = clouds(n, d);
  const start = performance.now();
  const { precisionAt1, mapAtR } = await evaluation.retrieval(samples);
  const milliseconds = performance.now() - start;
  return { milliseconds, megabytes: process.resourceUsage().maxRSS / 1024, precisionAt1, mapAtR };
}

const [n, d] = process.argv.slice(2).map(Number);
if (n === undefined) await compareSizes();
else console.log(JSON.stringify(await measure(n, d!)));
