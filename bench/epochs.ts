import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type EpochRecord, losses, methods, type TrainEvent, type TrainOptions, train } from 'nearfar';
import { EpochTable, WORSE } from './epoch-table.ts';

/**
 * Whether what a run has learned after its first epoch is still there after its last: every method and every loss by its
 * name, with all defaults, on each data set, validated after each epoch. A row is marked where the last epoch is worse than
 * the first by more than 0.02, or the run failed or warned; where one is worse the bench ends with status 1.
 *
 *     npm run bench:epochs -- --datasets glyphs --only triplet-ratio,nt-xent --seeds 0,1
 *
 * The whole table takes hours: with --file it is kept, and goes on where it stopped. MNIST needs its files (--data-dir or
 * NEARFAR_DATA).
 */
const { values: flags } = parseArgs({
  options: {
    datasets: { type: 'string', default: 'glyphs,mnist' },
    /** Methods and losses; by default all. */
    only: { type: 'string' },
    seeds: { type: 'string', default: '0' },
    epochs: { type: 'string', default: '5' },
    dim: { type: 'string', default: '16' },
    network: { type: 'string', default: 'embedding-net' },
    threads: { type: 'string' },
    'data-dir': { type: 'string' },
    /** Rows are added to this file, and those that stand there are left out. */
    file: { type: 'string' },
  },
});
const listed = (text: string): string[] => text.split(',').filter(name => name !== '');

const subjects: readonly [name: string, options: TrainOptions][] = [
  ...methods.withoutLoss.map((method): [string, TrainOptions] => [method, { method }]),
  ...losses.names.map((loss): [string, TrainOptions] => [
    methods.withoutLoss.includes(loss) ? `${loss} (loss)` : loss,
    { loss },
  ]),
];
const only = flags.only === undefined ? undefined : listed(flags.only);
const unknown = only?.find(name => !subjects.some(([subject]) => subject === name));
if (unknown !== undefined) throw new Error(`--only: no method and no loss is named "${unknown}"`);

/** How much worse the last epoch may be. */
const TOLERANCE = 0.02;

type Row = readonly [metric: string, first: string, last: string, remark: string];

async function row(dataset: string, seed: number, options: TrainOptions): Promise<Row> {
  const folder = mkdtempSync(join(tmpdir(), 'nearfar-epochs-'));
  const epochs: EpochRecord[] = [];
  const warnings: string[] = [];
  const onEvent = (event: TrainEvent) => {
    if (event.type === 'epoch') epochs.push(event.record);
    if (event.type === 'warning') warnings.push(event.text);
  };
  try {
    await train(
      {
        ...options,
        dataset,
        seed,
        dim: Number(flags.dim),
        epochs: Number(flags.epochs),
        network: flags.network,
        plots: false,
        ...(flags.threads !== undefined && { threads: Number(flags.threads) }),
        ...(flags['data-dir'] !== undefined && { dataDir: flags['data-dir'] }),
        out: join(folder, 'run'),
      },
      { onEvent },
    );
  } catch (error) {
    warnings.push((error as Error).message);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const [metric = 'none'] = Object.keys(epochs[0]?.validation ?? {});
  const metricOf = (record?: EpochRecord) => record?.validation[metric];
  const [first, last] = [metricOf(epochs[0]), metricOf(epochs.at(-1))];
  const isWorse = first === undefined || last === undefined || last < first - TOLERANCE;
  const shown = (value?: number) => value?.toFixed(4) ?? '–';
  const remark = [...(isWorse ? [WORSE] : []), ...warnings].join(' ').replace(/[|\n]/g, ' ');
  return [metric, shown(first), shown(last), remark];
}

const table = new EpochTable(Number(flags.epochs), flags.file);
for (const dataset of listed(flags.datasets)) {
  for (const seed of listed(flags.seeds).map(Number)) {
    for (const [name, options] of subjects) {
      if ((only && !only.includes(name)) || table.has([dataset, seed, name])) continue;
      const start = performance.now();
      const [metric, first, last, remark] = await row(dataset, seed, options);
      const took = `${((performance.now() - start) / 1000).toFixed(0)} s`;
      table.add([dataset, seed, name], metric, first, last, took, remark);
    }
  }
}

const [worse, all] = table.worse;
if (worse > 0) {
  console.error(`Worse after the last epoch than after the first: ${worse} of ${all} rows.`);
  process.exitCode = 1;
}
