import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { graph, losses, nn, Random } from 'nearfar';

/**
 * Time and peak memory of one value and gradient of the triplet hinge over all triplets of a batch, 64 dimensions, 16
 * samples a class. Each size runs in a process of its own, so that its memory is its own. At B = 4096 there are about 250
 * million triplets; a library that lists them (pytorch-metric-learning does) needs their number times 8 bytes three times
 * over for the indices alone.
 */
const SIZES = [256, 512, 1024, 2048, 4096];
const DIM = 64;
const PER_CLASS = 16;

const size = process.argv[2];
if (size === undefined) await compareSizes();
else console.log(JSON.stringify(await measure(Number(size))));

async function compareSizes(): Promise<void> {
  console.log('   B      triplets      ms   ms / (B² log₂ B)·10⁶   peak memory   of which by the loss');
  const idle = (await inProcess(0)).megabytes;
  for (const batch of SIZES) {
    const { milliseconds, megabytes } = await inProcess(batch);
    const triplets = batch * (PER_CLASS - 1) * (batch - PER_CLASS);
    const perWork = (milliseconds / (batch ** 2 * Math.log2(batch))) * 1e6;
    console.log(
      `${String(batch).padStart(5)} ${String(triplets).padStart(12)} ${milliseconds.toFixed(1).padStart(8)} ${perWork.toFixed(2).padStart(16)} ${megabytes.toFixed(0).padStart(18)} MB ${(megabytes - idle).toFixed(0).padStart(12)} MB`,
    );
  }
}

async function inProcess(batch: number): Promise<{ milliseconds: number; megabytes: number }> {
  const jiti = new URL('../node_modules/.bin/jiti', import.meta.url).pathname;
  const { stdout } = await promisify(execFile)(jiti, [new URL(import.meta.url).pathname, String(batch)]);
  return JSON.parse(stdout) as { milliseconds: number; megabytes: number };
}

async function measure(batch: number): Promise<{ milliseconds: number; megabytes: number }> {
  const milliseconds = batch === 0 ? 0 : await timeOf(batch);
  return { milliseconds, megabytes: process.resourceUsage().maxRSS / 1024 };
}

async function timeOf(batch: number): Promise<number> {
  const scope = new nn.Scope({ training: true });
  const embeddings = graph.input('embeddings', 'float32', [batch, DIM]);
  const labels = graph.input('labels', 'int32', [batch]);
  const loss = losses.tripletMarginLoss({ margin: 0.2 }).compute({ embeddings, labels }, scope);
  const [gradient] = graph.gradients(loss, [embeddings]);
  const session = await graph.openSession(graph.toOnnx(graph.program({ loss, gradient: gradient! })), { threads: 2 });
  const random = new Random(0);
  const feeds = {
    embeddings: graph.buffer(
      'float32',
      [batch, DIM],
      Float32Array.from({ length: batch * DIM }, () => random.normal()),
    ),
    labels: graph.buffer(
      'int32',
      [batch],
      Int32Array.from({ length: batch }, (_, i) => Math.floor(i / PER_CLASS)),
    ),
  };
  const times: number[] = [];
  for (let i = 0; i < 4; i++) {
    const start = performance.now();
    await session.run(feeds);
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[1]!;
}
