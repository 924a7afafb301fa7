import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { graph, methods, networks, nn, Random } from 'nearfar';
import { buildStep, StepRunner } from 'nearfar/training';
import { median } from './peer.ts';
import { saveResult } from './results.ts';
import { PYTHON, type TorchTimes, torch, torchEnv } from './torch.ts';

/**
 * One training step of all of resnet18 at 64×64 (triplets, Adam, batch norms with the statistics they have), ours and PyTorch's in
 * rounds of alternating order; and one of a head alone on its features, with the method that `nearfar train` has by default.
 */
const { values } = parseArgs({
  options: {
    batch: { type: 'string', default: '48' },
    threads: { type: 'string', default: '2' },
    steps: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '4' },
  },
});
const [batch, threads, steps, rounds] = [values.batch, values.threads, values.steps, values.rounds].map(Number) as [
  number,
  number,
  number,
  number,
];
const SIZE = 64;
const FEATURES = 512;
const DIM = 16;

const place = mkdtempSync(join(tmpdir(), 'nearfar-bench-'));
const file = join(place, 'resnet18.onnx');
const script = fileURLToPath(new URL('./peers/torch_finetune.py', import.meta.url));
const python = (...args: readonly (string | number)[]) =>
  execFileSync(PYTHON, [script, ...args.map(String)], {
    env: torchEnv,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });

type Objective = Parameters<typeof buildStep>[0];

/** Milliseconds of each step of an objective, its inputs filled with noise, and of the processor a step. */
async function timed(objective: Objective, count: number, labels?: Int32Array): Promise<TorchTimes> {
  const random = new Random(0);
  const runner = await StepRunner.open(buildStep(objective, nn.adam({ rate: 1e-4 })), random, {}, { threads });
  const x = runner.feeds['x']!.data as Float32Array;
  for (let i = 0; i < x.length; i++) x[i] = random.normal();
  if (labels) (runner.feeds['labels']!.data as Int32Array).set(labels);
  for (let i = 0; i < 2; i++) await runner.run(random);
  const times: number[] = [];
  const before = process.cpuUsage();
  for (let i = 0; i < count; i++) {
    const start = performance.now();
    await runner.run(random);
    times.push(performance.now() - start);
  }
  const { user, system } = process.cpuUsage(before);
  await runner.release();
  return { times, processor: (user + system) / 1000 / count };
}

function whole(): Objective {
  const encoder = networks.fromOnnx(file, { train: 'all' }).module({ dim: DIM });
  const third = batch / 3;
  return scope => {
    const x = graph.input('x', 'float32', [batch, 3, SIZE, SIZE]);
    const [a, p, n] = graph.split(encoder(x, scope), [third, third, third]);
    const d2 = (u: graph.Tensor, v: graph.Tensor) => graph.sum(graph.square(graph.sub(u, v)), 1);
    return { loss: graph.mean(graph.relu(graph.add(graph.sub(d2(a!, p!), d2(a!, n!)), 1))) };
  };
}

const ROWS = 250;
const CLASSES = 10;
const head: Objective = scope => {
  const samples = graph.input('x', 'float32', [ROWS, FEATURES]);
  const labels = graph.input('labels', 'int32', [ROWS]);
  const net = (width: number) => nn.linear({ out: width });
  const batch = { samples, intensities: samples, labels, classes: CLASSES };
  return methods.byName('online-triplet').objective(batch, { dim: DIM, net }, scope);
};

/** Whether PyTorch has written the network, without which there is nothing to measure. */
function isExported(): boolean {
  try {
    python('export', file, SIZE);
    return true;
  } catch (error) {
    if (!/ModuleNotFoundError|ENOENT/.test(String(error))) throw error;
    const needs = 'python3-torch and python3-torchvision are not installed';
    console.log(`fine-tuning: left out, ${needs} (apt-get install python3-torchvision libopenblas0-pthread)`);
    return false;
  }
}

async function measured(): Promise<void> {
  const [ours, theirs, alone]: number[][] = [[], [], []];
  const [oursBusy, theirsBusy]: number[][] = [[], []];
  const measure = [
    async () => {
      const { times, processor } = await timed(whole(), steps);
      ours!.push(...times);
      oursBusy!.push(processor);
    },
    async () => {
      const { times, processor } = JSON.parse(python('times', threads, batch, steps, SIZE)) as TorchTimes;
      theirs!.push(...times);
      theirsBusy!.push(processor);
    },
  ];
  for (let round = 0; round < rounds; round++) {
    for (const each of round % 2 === 0 ? measure : measure.toReversed()) await each();
    const labels = Int32Array.from({ length: ROWS }, (_, i) => i % CLASSES);
    alone!.push(...(await timed(head, 20 * steps, labels)).times);
  }
  console.log(`\none training step at ${SIZE}×${SIZE}, ${threads} threads, ${cpus()[0]!.model}`);
  const line = (name: string, times: readonly number[], count: number, note = '') => {
    const [middle, least] = [median(times), Math.min(...times)].map(ms => [ms, (1000 * count) / ms] as const);
    const shown = [middle!, least!].map(
      ([ms, rate]) => `${ms.toFixed(1).padStart(9)} ms ${rate.toFixed(0).padStart(6)} images/s`,
    );
    console.log(`${name.padEnd(33)} median${shown[0]}   fastest${shown[1]}${note}`);
  };
  const ratios = [median, (times: readonly number[]) => Math.min(...times)].map(of => of(theirs!) / of(ours!));
  const [ratio, best] = ratios.map(value => value.toFixed(2));
  const busy = (of: readonly number[]) => `   processor ${median(of).toFixed(0)} ms`;
  line('nearfar, all of resnet18', ours!, batch, busy(oursBusy!));
  line('PyTorch, all of resnet18', theirs!, batch, busy(theirsBusy!));
  line('nearfar, a head on its features', alone!, ROWS);
  console.log(
    `nearfar is ${ratio} times as fast as PyTorch by medians, ${best} by the fastest steps, ${(median(theirsBusy!) / median(oursBusy!)).toFixed(2)} by the processor's time`,
  );
  saveResult('finetune', {
    options: { batch, threads, size: SIZE },
    versions: { PyTorch: await torch.version!() },
    series: {
      'nearfar, all': { unit: 'ms', values: ours! },
      'nearfar, all, of the processor': { unit: 'ms', values: oursBusy! },
      'PyTorch, all': { unit: 'ms', values: theirs! },
      'PyTorch, all, of the processor': { unit: 'ms', values: theirsBusy! },
      'nearfar, head': { unit: 'ms', values: alone! },
    },
  });
}

try {
  if (isExported()) await measured();
} finally {
  rmSync(place, { recursive: true, force: true });
}
