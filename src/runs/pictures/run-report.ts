import { existsSync, readFileSync } from 'node:fs';
import { writeWhole } from '../../files.ts';
import {
  type DrawnPicture,
  type EmbeddedFrames,
  type Html,
  html,
  htmlTable,
  runReport,
} from '../../report/html/index.ts';
import { describeConfig, nameOf, type TrainConfig } from '../../training/config.ts';
import { readFrames, type TrainingFrames } from '../frames.ts';
import { columnsOf } from '../metrics-table.ts';
import { commandOf } from '../repeat-command.ts';
import { type RunResult, splitsOf } from '../result.ts';
import type { RunFolder } from '../run-folder.ts';

/** The pictures of a run under headings, by the names of their files. */
const CHAPTERS: readonly [heading: string, names: readonly string[]][] = [
  ['Where samples lie', ['embeddings']],
  ['Telling pairs apart', ['roc', 'distances', 'mistakes']],
  ['Nearest neighbours', ['neighbours']],
  ['Classes from one example', ['episode', 'episode-worst']],
  ['What the decoder draws', ['reconstructions', 'samples', 'walk']],
  ['How training went', ['curves']],
];

/** Writes `report.html` into a finished run's folder, from what lies there. */
export async function saveRunReport(folder: RunFolder, config: TrainConfig, result: RunResult): Promise<void> {
  const chapters = CHAPTERS.map(([heading, names]) => ({
    heading,
    pictures: names.flatMap(name => drawnPicture(folder.file(`plots/${name}`))),
  }));
  const frames = readFrames(folder);
  const report = await runReport({
    title: `${result.method} on ${result.dataset}`,
    facts: factsOf(config, result),
    metrics: metricsTable(result.metrics),
    frames: frames && embeddedFrames(frames, `${result.method} on ${result.dataset}`),
    chapters: chapters.filter(({ pictures }) => pictures.length > 0),
    repeat: { command: commandOf(config), config: JSON.stringify(describeConfig(config), null, 2) },
  });
  writeWhole(folder.file('report.html'), report);
}

/** A picture by the path of its files without their endings, if it has been drawn. */
export function drawnPicture(path: string): DrawnPicture[] {
  if (!existsSync(`${path}.svg`)) return [];
  return [{ svg: readFileSync(`${path}.svg`, 'utf8'), png: readFileSync(`${path}.png`) }];
}

export const embeddedFrames = (frames: TrainingFrames, name: string): EmbeddedFrames => ({
  ...frames,
  name,
  ...(frames.sheet !== undefined && frames.tile && { sprites: { png: readFileSync(frames.sheet), tile: frames.tile } }),
});

function factsOf(config: TrainConfig, { dim, epochs, trainSeconds, imagesPerSecond }: RunResult): [string, string][] {
  return [
    ['Network', nameOf(config.network)],
    ['Dimensions', String(dim)],
    ['Epochs', String(epochs)],
    ['Training', `${trainSeconds < 10 ? trainSeconds.toFixed(1) : Math.round(trainSeconds)} s`],
    ['Speed', `${Math.round(imagesPerSecond).toLocaleString('en')} samples/s`],
    ['Seed', String(config.seed)],
  ];
}

/** A row a metric, a column a split. */
function metricsTable(metrics: RunResult['metrics']): Html {
  const splits = splitsOf(metrics);
  const columns = [
    { heading: 'Metric' },
    ...splits.map(({ evaluatedOn }) => ({ heading: `Over ${evaluatedOn}`, kind: 'number' as const })),
  ];
  const rows = columnsOf(splits).map(({ heading, remark, value }) => [
    { text: html`${heading}<small>${remark}</small>`, kind: 'head' as const },
    ...splits.map(split => ({ text: value(split)?.toFixed(4) ?? '–', value: value(split), kind: 'number' as const })),
  ]);
  return htmlTable('Metrics', columns, rows);
}
