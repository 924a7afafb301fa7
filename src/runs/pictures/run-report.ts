import { existsSync, readFileSync } from 'node:fs';
import { UsageError } from '../../errors.ts';
import { writeWhole } from '../../files.ts';
import { type EmbeddedFrames, type Html, html, htmlTable, runReport } from '../../report/html/index.ts';
import { methodOf } from '../../training/assemble.ts';
import { describeConfig, nameOf, type TrainConfig } from '../../training/config.ts';
import { readFrames, type TrainingFrames } from '../frames.ts';
import { columnsOf } from '../metrics-table.ts';
import { commandOf } from '../repeat-command.ts';
import { type RunResult, splitsOf } from '../result.ts';
import type { RunFolder } from '../run-folder.ts';
import { runTitle } from '../title.ts';
import { metricCell } from './metric-cell.ts';

/** The pictures of a run under headings, by the names of their files. */
const CHAPTERS: readonly [heading: string, names: readonly string[]][] = [
  ['Embeddings', ['embeddings']],
  ['Verification', ['roc', 'distances', 'mistakes']],
  ['Nearest neighbours', ['neighbours']],
  ['Few-shot episodes', ['episode', 'episode-worst']],
  ['Decoder', ['reconstructions', 'samples', 'walk']],
  ['Training', ['curves']],
];

/** Writes `report.html` into a finished run's folder, from what lies there. `classes` were trained on; `chosen` is the config with what the data decided. */
export async function saveRunReport(
  folder: RunFolder,
  { config, chosen }: { readonly config: TrainConfig; readonly chosen: TrainConfig },
  result: RunResult,
  classes: number,
  thresholds?: Html,
): Promise<void> {
  const chapters = CHAPTERS.map(([heading, names]) => ({
    heading,
    pictures: names.flatMap(name => drawnPicture(folder.file(`plots/${name}`))),
  }));
  const frames = readFrames(folder);
  const report = await runReport({
    title: runTitle(result),
    facts: factsOf(chosen, result, classes),
    metrics: metricsTable(result.metrics),
    thresholds,
    frames: frames && embeddedFrames(frames, runTitle(result)),
    chapters: chapters.filter(({ pictures }) => pictures.length > 0),
    repeat: { command: commandOf(config), config: JSON.stringify(describeConfig(config), null, 2) },
  });
  writeWhole(folder.file('report.html'), report);
}

/** A picture by the path of its file without the ending, as SVG, if it has been drawn. */
export const drawnPicture = (path: string): string[] =>
  existsSync(`${path}.svg`) ? [readFileSync(`${path}.svg`, 'utf8')] : [];

/** The frames of a run, for a page. */
export const embeddedFrames = (frames: TrainingFrames, name: string): EmbeddedFrames => ({
  ...frames,
  name,
  ...(frames.sheet !== undefined && frames.tile && { sprites: { png: readFileSync(frames.sheet), tile: frames.tile } }),
});

type Fact = [name: string, value: string];

function factsOf(config: TrainConfig, result: RunResult, classes: number): Fact[] {
  const { dim, epochs, trainSeconds, imagesPerSecond } = result;
  return [
    ...methodFacts(config, classes),
    ['Network', nameOf(config.network!)],
    ['Dimensions', String(dim)],
    ['Epochs', String(epochs)],
    ['Training', `${trainSeconds < 10 ? trainSeconds.toFixed(1) : Math.round(trainSeconds)} s`],
    ['Speed', `${Math.round(imagesPerSecond).toLocaleString('en')} samples/s`],
    ['Seed', String(config.seed)],
  ];
}

/** Loss, margin, miner and (for so many classes) batch of a method; none of one's own, which its name alone does not give. */
export function methodFacts(config: TrainConfig, classes?: number): Fact[] {
  if (config.method === undefined) return [];
  try {
    const method = methodOf(config);
    const { loss, lossOptions, miner, ...own } = method.options;
    const options = { ...(lossOptions as object | undefined), ...own } as Readonly<Record<string, unknown>>;
    const margins = Object.entries(options).filter(([name, value]) => /margin$/i.test(name) && value !== undefined);
    return [
      ...(loss === undefined ? [] : [['Loss', String(loss)] as Fact]),
      ...margins.map(([name, value]): Fact => [MARGINS[name] ?? name, String(value)]),
      ...(miner === undefined ? [] : [['Miner', String(miner)] as Fact]),
      ...(classes === undefined
        ? []
        : [['Batch', `${method.batches(classes).rows.toLocaleString('en')} samples`] as Fact]),
    ];
  } catch (error) {
    if (error instanceof UsageError) return [];
    throw error;
  }
}

const MARGINS: Readonly<Record<string, string>> = {
  margin: 'Margin',
  posMargin: 'Positive margin',
  negMargin: 'Negative margin',
};

/** A row a metric, a column a split. */
function metricsTable(metrics: RunResult['metrics']): Html {
  const splits = splitsOf(metrics);
  const columns = [
    { heading: 'Metric' },
    ...splits.map(({ evaluatedOn }) => ({ heading: `Over ${evaluatedOn}`, kind: 'number' as const })),
  ];
  const rows = columnsOf(splits)
    .filter(({ isInterval }) => !isInterval)
    .map(column => [
      { text: html`${column.heading}<small>${column.remark}</small>`, kind: 'head' as const },
      ...splits.map(split => metricCell(column, split)),
    ]);
  return htmlTable('Metrics', columns, rows);
}
