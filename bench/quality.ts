import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { datasets, evaluation, train } from 'nearfar';
import { PYTHON, torch, torchEnv } from './torch.ts';

/**
 * Seconds of training to a quality, both in one run: PyTorch's offline triplets over two epochs of MNIST in two
 * dimensions, and nearfar's default (online triplets) over one. Needs MNIST: NEARFAR_DATA or a download.
 */
const folder = mkdtempSync(join(tmpdir(), 'nearfar-quality-'));

const ours = await train({ dataset: 'mnist', dim: 2, epochs: 1, threads: 2, out: join(folder, 'run') });
console.log(
  `nearfar, online triplets, 1 epoch:   ${ours.trainSeconds.toFixed(1)} s, MAP@R ${ours.metrics.mapAtR?.toFixed(4)}`,
);

const missing = await torch.missing();
const data = process.env['NEARFAR_DATA'];
if (missing !== undefined) console.log(`PyTorch: left out, ${missing}`);
else if (data === undefined) console.log('PyTorch: left out, NEARFAR_DATA names no folder with MNIST');
else {
  const out = join(folder, 'embeddings.f32');
  const script = fileURLToPath(new URL('./peers/torch_triplet.py', import.meta.url));
  const { stdout } = await promisify(execFile)(PYTHON, [script, data, '2', '2', out], { env: torchEnv });
  const { seconds } = JSON.parse(stdout) as { seconds: number };
  const { labels } = (await datasets.load('mnist')).test;
  const embeddings = { data: new Float32Array(new Uint8Array(readFileSync(out)).buffer), shape: [labels.length, 2] };
  const { mapAtR } = await evaluation.retrieval({ embeddings, labels });
  console.log(`PyTorch, offline triplets, 2 epochs: ${seconds.toFixed(1)} s, MAP@R ${mapAtR.toFixed(4)}`);
  console.log(`nearfar takes ${(ours.trainSeconds / seconds).toFixed(3)} of the time`);
}
