import { execFile } from 'node:child_process';
import { cpus } from 'node:os';
import { parseArgs, promisify } from 'node:util';
import { Random, retrieval } from 'nearfar';
import { PYTHON, torchEnv } from './torch.ts';

/**
 * Searches a second for the 10 nearest among vectors, exact and approximate, with the recall of the approximate ones against
 * exact search; beside scikit-learn's brute force where it is installed (Debian: python3-sklearn).
 *
 *     npm run bench:search -- --count 200000 --dim 64
 */
const { values: flags } = parseArgs({
  options: {
    count: { type: 'string', default: '200000' },
    dim: { type: 'string', default: '64' },
    queries: { type: 'string', default: '1000' },
  },
});
const [count, dim, m] = [Number(flags.count), Number(flags.dim), Number(flags.queries)];
const K = 10;
const CLUSTERS = 1000;
const random = new Random(0);
const centres = Float32Array.from({ length: CLUSTERS * dim }, () => random.normal());
/** Unit vectors in clusters, as embeddings are. */
function vectors(n: number): { data: Float32Array; shape: [number, number] } {
  const data = new Float32Array(n * dim);
  for (let i = 0; i < n; i++) {
    const cluster = Math.floor(random.uniform() * CLUSTERS);
    let norm = 0;
    for (let c = 0; c < dim; c++) {
      const x = centres[cluster * dim + c]! + 0.5 * random.normal();
      data[i * dim + c] = x;
      norm += x * x;
    }
    for (let c = 0; c < dim; c++) data[i * dim + c]! /= Math.sqrt(norm);
  }
  return { data, shape: [n, dim] };
}

const [all, queries] = [vectors(count), vectors(m)];
const ids = Array.from({ length: count }, (_, i) => i);
const one = (i: number) => ({ data: queries.data.subarray(i * dim, (i + 1) * dim), shape: [1, dim] });
const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
};
const shown = (n: number) => Math.round(n).toLocaleString('en').padStart(8);

console.log(`\nthe ${K} nearest of ${count} × ${dim}, ${cpus().length} cores, ${cpus()[0]!.model}; queries a second`);
console.log('                       made in   one at a time   together   recall');
let exact: readonly retrieval.Hits[] = [];
for (const options of [
  { backend: 'exact' },
  { backend: 'usearch', precision: 'f32' },
  { backend: 'usearch', precision: 'bf16' },
  { backend: 'usearch', precision: 'i8' },
] as const) {
  const index = retrieval.create(options);
  const made = await seconds(async () => {
    await index.add({ ids, vectors: all });
    await index.search(one(0), { k: K });
  });
  const alone = await seconds(async () => {
    for (let i = 0; i < m; i++) await index.search(one(i), { k: K });
  });
  let found: readonly retrieval.Hits[] = [];
  const together = await seconds(async () => {
    found = await index.search(queries, { k: K });
  });
  if (options.backend === 'exact') exact = found;
  const hits = found.map(({ ids }, i) => ids.filter(id => exact[i]!.ids.includes(id)).length);
  const recall = hits.reduce((sum, each) => sum + each, 0) / (K * m);
  const name = `${options.backend}${'precision' in options ? ` ${options.precision}` : ''}`;
  console.log(
    `  ${name.padEnd(18)} ${made.toFixed(1).padStart(7)} s   ${shown(m / alone)}        ${shown(m / together)}   ${recall.toFixed(4)}`,
  );
}

const script = `
import numpy, time
from sklearn.neighbors import NearestNeighbors
r = numpy.random.default_rng(0)
x = r.standard_normal((${count}, ${dim}), dtype=numpy.float32)
q = r.standard_normal((${m}, ${dim}), dtype=numpy.float32)
n = NearestNeighbors(n_neighbors=${K}, algorithm='brute').fit(x)
n.kneighbors(q[:10])
t = time.perf_counter(); n.kneighbors(q); together = time.perf_counter() - t
some = min(100, ${m})
t = time.perf_counter(); [n.kneighbors(q[i:i+1]) for i in range(some)]; alone = time.perf_counter() - t
print(some / alone, ${m} / together)`;
try {
  const { stdout } = await promisify(execFile)(PYTHON, ['-c', script], { env: torchEnv });
  const [alone, together] = stdout.trim().split(' ').map(Number);
  console.log(`  scikit-learn brute           ${shown(alone!)}        ${shown(together!)}`);
} catch {
  console.log('  scikit-learn: left out, it is not installed (apt-get install python3-sklearn)');
}
