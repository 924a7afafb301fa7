import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { graph, losses, nn, Random } from 'nearfar';
import { type Series, saveResult } from './results.ts';
import { PYTHON, torch, torchEnv } from './torch.ts';

/**
 * Time and peak memory of one value and gradient of the triplet hinge over all triplets of a batch, 64 dimensions, 16
 * samples a class, beside a peer that lists the triplets, as pytorch-metric-learning does: it needs B³ bytes to find them,
 * and 24 bytes a triplet to keep their places. Each size runs in a process of its own, so that its memory is its own.
 */
const SIZES = [256, 512, 1024, 2048, 4096];
const DIM = 64;
const PER_CLASS = 16;
const THREADS = 2;
/** The batch from which on listing takes more memory than a usual machine has. */
const UNLISTED = 2048;

interface Measured {
  readonly name?: string;
  readonly milliseconds: number;
  /** Of the process, at most. */
  readonly megabytes: number;
}

const run = promisify(execFile);

async function compareSizes(): Promise<void> {
  console.log(
    `\ngradient of the hinge over all triplets, ${DIM} dimensions, ${PER_CLASS} samples a class, ${THREADS} threads`,
  );
  const missing = await torch.missing();
  if (missing !== undefined) console.log(`listing peer: left out, ${missing}`);
  const [idle, idlePeer] = [await ours(0), missing === undefined ? await listing(0) : undefined];
  console.log(
    `memory beside what a process takes that computes nothing (${megabytes(idle)}${idlePeer ? `, ${idlePeer.name} ${megabytes(idlePeer)}` : ''})`,
  );
  console.log('    B    triplets      nearfar    / (B² log₂ B)      memory       listed      memory');
  const series: Record<string, Series> = {};
  for (const batch of SIZES) {
    const own = await ours(batch);
    const peer = idlePeer && batch < UNLISTED ? await listing(batch) : undefined;
    for (const [name, side] of Object.entries({ nearfar: own, ...(peer && { listed: peer }) })) {
      series[`${name}, ${batch} embeddings, time`] = { unit: 'ms', values: [side.milliseconds] };
      series[`${name}, ${batch} embeddings, memory`] = { unit: 'MB', values: [side.megabytes] };
    }
    const cells = [
      String(batch).padStart(5),
      String(batch * (PER_CLASS - 1) * (batch - PER_CLASS)).padStart(11),
      milliseconds(own),
      `${((own.milliseconds / (batch ** 2 * Math.log2(batch))) * 1e6).toFixed(1).padStart(11)} ns`,
      megabytes(own, idle),
      peer ? milliseconds(peer) : 'needs'.padStart(12),
      peer ? megabytes(peer, idlePeer) : `${Math.round(batch ** 3 / 2 ** 30)} GB`.padStart(11),
    ];
    console.log(cells.join(' '));
  }
  saveResult('triplets', {
    options: { dim: DIM, perClass: PER_CLASS, threads: THREADS },
    versions: idlePeer ? { listed: `${idlePeer.name}, PyTorch ${await torch.version?.()}` } : {},
    series: { ...series, 'nearfar, idle, memory': { unit: 'MB', values: [idle.megabytes] } },
  });
}

const milliseconds = (measured: Measured): string => `${measured.milliseconds.toFixed(1).padStart(9)} ms`;

const megabytes = (measured: Measured, idle?: Measured): string =>
  idle
    ? `${Math.max(0, measured.megabytes - idle.megabytes)
        .toFixed(0)
        .padStart(8)} MB`
    : `${measured.megabytes.toFixed(0)} MB`;

async function ours(batch: number): Promise<Measured> {
  const jiti = fileURLToPath(new URL('../node_modules/jiti/lib/jiti-cli.mjs', import.meta.url));
  const { stdout } = await run(process.execPath, [jiti, fileURLToPath(import.meta.url), String(batch)]);
  return JSON.parse(stdout) as Measured;
}

async function listing(batch: number): Promise<Measured> {
  const script = fileURLToPath(new URL('./peers/torch_all_triplets.py', import.meta.url));
  const { stdout } = await run(PYTHON, [script, ...[batch, DIM, PER_CLASS, THREADS].map(String)], { env: torchEnv });
  return JSON.parse(stdout) as Measured;
}

async function measure(batch: number): Promise<Measured> {
  const time = batch === 0 ? 0 : await timeOf(batch);
  return { milliseconds: time, megabytes: process.resourceUsage().maxRSS / 1024 };
}

async function timeOf(batch: number): Promise<number> {
  const scope = new nn.Scope({ training: true });
  const embeddings = graph.input('embeddings', 'float32', [batch, DIM]);
  const labels = graph.input('labels', 'int32', [batch]);
  const loss = losses.tripletMarginLoss({ margin: 0.2 }).compute({ embeddings, labels }, scope);
  const [gradient] = graph.gradients(loss, [embeddings]);
  const program = graph.program({ loss, gradient: gradient! });
  const session = await graph.openSession(graph.toOnnx(program), { threads: THREADS });
  const random = new Random(0);
  const points = Float32Array.from({ length: batch * DIM }, () => random.normal());
  const classes = Int32Array.from({ length: batch }, (_, i) => Math.floor(i / PER_CLASS));
  const feeds = {
    embeddings: graph.buffer('float32', [batch, DIM], points),
    labels: graph.buffer('int32', [batch], classes),
  };
  const times: number[] = [];
  for (let i = 0; i < 4; i++) {
    const start = performance.now();
    await session.run(feeds);
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[1]!;
}

const size = process.argv[2];
if (size === undefined) await compareSizes();
else console.log(JSON.stringify(await measure(Number(size))));
