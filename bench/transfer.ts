import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { datasets, evaluation, openRun, Random, type TrainOptions, train } from 'nearfar';
import { saveResult } from './results.ts';

/**
 * What a network that was trained on one kind of images is worth on another: classification of Fashion-MNIST, exported as ONNX,
 * then `--network` on all of MNIST, frozen under a head of two layers, beside raw pixels; on MNIST with few samples a class: frozen under
 * a head, and fine-tuned, beside the same network from scratch, and raw pixels. Then on all of glyphs, judged on classes never trained on. All other options are those of
 * `nearfar train`. Prints means over the seeds, whose samples of MNIST differ.
 */
const { values } = parseArgs({
  options: {
    'data-dir': { type: 'string' },
    shots: { type: 'string', default: '10' },
    seeds: { type: 'string', default: '3' },
    'pretrain-epochs': { type: 'string', default: '3' },
    steps: { type: 'string', default: '100' },
    queries: { type: 'string', default: '1000' },
    'glyphs-epochs': { type: 'string', default: '2' },
    'whole-epochs': { type: 'string', default: '10' },
  },
});
const SEEDS = Array.from({ length: Number(values.seeds) }, (_, seed) => seed);
const place = mkdtempSync(join(tmpdir(), 'nearfar-bench-'));
const dataDir = values['data-dir'];
const from = dataDir === undefined ? {} : { dataDir };

type Part = Awaited<ReturnType<typeof datasets.load>>['train'];

/** So many samples of each class, those that the seed chooses. */
function few({ samples, labels, classNames }: Part, perClass: number, seed: number) {
  const order = new Random(seed).fork('few').permutation(labels.length);
  const counts = new Map<number, number>();
  const chosen = order.filter(i => {
    const label = labels[i]!;
    counts.set(label, (counts.get(label) ?? 0) + 1);
    return counts.get(label)! <= perClass;
  });
  const width = samples.data.length / labels.length;
  const data = new Uint8Array(chosen.length * width);
  chosen.forEach((from, to) => {
    data.set(samples.data.subarray(from * width, (from + 1) * width), to * width);
  });
  const shape = [chosen.length, ...samples.shape.slice(1)];
  return { name: 'mnist', samples: { data, shape }, labels: Int32Array.from(chosen, i => labels[i]!), classNames };
}

/** The network of a run on Fashion-MNIST, as a file. */
async function pretrained(): Promise<string> {
  const { runDir, metrics } = await train({
    dataset: 'fashion-mnist',
    method: 'classification',
    network: 'embedding-net',
    epochs: Number(values['pretrain-epochs']),
    plots: false,
    out: join(place, 'fashion'),
    ...from,
  });
  console.log(
    `Fashion-MNIST, ${values['pretrain-epochs']} epochs of classification: precision@1 ${metrics.precisionAt1?.toFixed(3)}`,
  );
  const run = await openRun(runDir);
  const file = join(place, 'fashion.onnx');
  await run.export({ format: 'onnx', out: file });
  await run.close();
  return file;
}

interface Scores {
  readonly precisionAt1: number;
  readonly mapAtR: number;
  /** Accuracy of the 5 nearest of the training samples. */
  readonly knn: number;
}

type Few = ReturnType<typeof few>;

/** Raw pixels of MNIST's test set, and what all its training images make of the frozen network. */
async function onAllOfMnist(network: string): Promise<Readonly<Record<string, readonly number[]>>> {
  const { train: learned, test } = (await datasets.load('mnist', from)) as { train: Few; test: Few };
  const raw = await pixels(learned, test);
  const { metrics } = await train({
    dataset: 'mnist',
    network,
    networkOptions: { head: 'two-layer' },
    epochs: Number(values['whole-epochs']),
    plots: false,
    out: join(place, 'whole'),
    ...from,
  });
  return {
    'raw pixels': [raw.precisionAt1, raw.mapAtR, raw.knn],
    'frozen, a head': [metrics.precisionAt1!, metrics.mapAtR!, metrics.knn5Accuracy!],
  };
}

/** Precision@1 and MAP@R over glyphs of other classes than those of training. */
async function onGlyphs(network: string): Promise<Readonly<Record<string, readonly number[]>>> {
  const { samples, labels } = (await datasets.load('glyphs')).test;
  const scores = async (data: Float32Array) => {
    const embeddings = { data, shape: [labels.length, data.length / labels.length] };
    const { precisionAt1, mapAtR } = await evaluation.retrieval({ embeddings, labels });
    return [precisionAt1, mapAtR];
  };
  const rows: Record<string, readonly number[]> = { 'raw pixels': await scores(Float32Array.from(samples.data)) };
  for (const [name, options] of Object.entries(WAYS)) {
    const out = join(place, `glyphs-${name}`);
    const epochs = Number(values['glyphs-epochs']);
    await train({ dataset: 'glyphs', epochs, plots: false, out, ...options(network) });
    const run = await openRun(out);
    rows[name] = await scores((await run.embed(samples)).data);
    await run.close();
  }
  return rows;
}

async function pixels(train: Few, test: Few): Promise<Scores> {
  const rows = ({ samples: { data, shape } }: Few) => ({ data: Float32Array.from(data), shape: [shape[0]!, 784] });
  const embeddings = rows(test);
  const { precisionAt1, mapAtR } = await evaluation.retrieval({ embeddings, labels: test.labels });
  const reference = { embeddings: rows(train), labels: train.labels };
  const knn = await evaluation.knnAccuracy({ embeddings, labels: test.labels, reference, k: 5 });
  return { precisionAt1, mapAtR, knn };
}

async function trained(name: string, seed: number, data: Few, test: Few, options: TrainOptions): Promise<Scores> {
  const batchSize = Math.min(250, data.labels.length);
  const steps = Math.floor(data.labels.length / batchSize);
  const { metrics } = await train({
    dataset: { train: data, test },
    validation: 0,
    batchSize,
    methodOptions: { samplesPerClass: batchSize / 10 },
    epochs: Math.ceil(Number(values.steps) / steps),
    plots: false,
    seed,
    out: join(place, name),
    ...options,
  });
  return { precisionAt1: metrics.precisionAt1!, mapAtR: metrics.mapAtR!, knn: metrics.knn5Accuracy! };
}

const WAYS: Readonly<Record<string, (network: string) => TrainOptions>> = {
  'from scratch': () => ({ network: 'embedding-net' }),
  'frozen, a head': network => ({ network }),
  'fine-tuned': network => ({ network, networkOptions: { train: 'all' } }),
};

const mean = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0) / numbers.length;
const deviation = (numbers: readonly number[]) => Math.sqrt(mean(numbers.map(x => (x - mean(numbers)) ** 2)));

try {
  const started = performance.now();
  const network = await pretrained();
  const series: Record<string, { unit: string; values: number[] }> = {};
  console.log(`\nall of MNIST, ${values['whole-epochs']} epochs of a head of two layers`);
  console.log(`${''.padEnd(16)}     precision@1           MAP@R           k-NN`);
  for (const [name, scores] of Object.entries(await onAllOfMnist(network))) {
    series[`all of MNIST, ${name}`] = { unit: '', values: [...scores] };
    console.log(`${name.padEnd(16)}${scores.map(score => score.toFixed(3).padStart(16)).join('')}`);
  }
  const mnist = await datasets.load('mnist', from);
  const test = few(mnist.test as Part, Number(values.queries) / 10, 0);
  for (const shots of values.shots.split(',').map(Number)) {
    const rows = Object.fromEntries(['raw pixels', ...Object.keys(WAYS)].map(name => [name, [] as Scores[]]));
    for (const seed of SEEDS) {
      const data = few(mnist.train, shots, seed);
      rows['raw pixels']!.push(await pixels(data, test));
      for (const [name, options] of Object.entries(WAYS)) {
        const scores = await trained(`${name}-${shots}-${seed}`, seed, data, test, options(network));
        rows[name]!.push(scores);
      }
    }
    console.log(
      `\n${test.labels.length} test samples of MNIST, ${shots} training samples a class: mean of ${SEEDS.length} seeds (deviation)`,
    );
    console.log(`${''.padEnd(16)}     precision@1           MAP@R           k-NN`);
    for (const [name, scores] of Object.entries(rows)) {
      const cells = (['precisionAt1', 'mapAtR', 'knn'] as const).map(metric => {
        const all = scores.map(score => score[metric]);
        series[`${shots} a class, ${name}, ${metric}`] = { unit: '', values: all };
        return `${mean(all).toFixed(3)} (${deviation(all).toFixed(3)})`.padStart(16);
      });
      console.log(`${name.padEnd(16)}${cells.join('')}`);
    }
  }
  console.log(`\nglyphs of classes never trained on, ${values['glyphs-epochs']} epochs`);
  console.log(`${''.padEnd(16)}     precision@1           MAP@R`);
  for (const [name, scores] of Object.entries(await onGlyphs(network))) {
    series[`glyphs, ${name}`] = { unit: '', values: [...scores] };
    console.log(`${name.padEnd(16)}${scores.map(score => score.toFixed(3).padStart(16)).join('')}`);
  }
  console.log(`\n${((performance.now() - started) / 1000).toFixed(0)} s`);
  saveResult('transfer', { options: values, series });
} finally {
  rmSync(place, { recursive: true, force: true });
}
