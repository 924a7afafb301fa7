import { existsSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { writeWhole } from '../files.ts';
import { type Cell, type Column, comparisonReport, html, htmlTable } from '../report/html/index.ts';
import { readFrames, type TrainingFrames } from '../runs/frames.ts';
import { COLUMNS, type Metrics } from '../runs/metrics.ts';
import { drawnPicture, embeddedFrames } from '../runs/pictures/run-report.ts';
import { compareCommandOf, sweepCommandOf } from '../runs/repeat-command.ts';
import { type RunResult, splitsOf } from '../runs/result.ts';
import { RunFolder } from '../runs/run-folder.ts';
import { nameOf, parseConfig, type TrainConfig } from '../training/config.ts';
import { type Outcome, type SweptValue, successes } from './trials.ts';
import { commonTitle } from './varied.ts';

/** Frames of each run that go into the page of many. */
const FRAMES = 11;

/** Writes `report.html` over all runs of a comparison, from what lies in their folders. */
export function saveComparisonReport(outcomes: readonly Outcome[], folder: string): Promise<void> {
  const names = (key: 'dataset' | 'method') => [...new Set(outcomes.map(({ trial }) => String(trial.options[key])))];
  const [datasets, methods] = [names('dataset'), names('method')];
  const config = parseConfig(outcomes[0]!.trial.options);
  return saveReport(outcomes, folder, {
    title: `${methods.length} ${methods.length === 1 ? 'method' : 'methods'} on ${datasets.join(', ')}`,
    facts: factsOf(config),
    named: 'methods',
    charts: ['', '-roc'].flatMap(kind => datasets.map(dataset => `${dataset}${kind}`)),
    command: compareCommandOf(datasets, methods, config),
  });
}

/** Writes `report.html` over all runs of a sweep. */
export function saveSweepReport(
  outcomes: readonly Outcome[],
  vary: Readonly<Record<string, readonly SweptValue[]>>,
  folder: string,
): Promise<void> {
  const config = parseConfig(outcomes[0]!.trial.options);
  const varied = Object.keys(vary);
  return saveReport(outcomes, folder, {
    title: `${commonTitle(varied, { method: nameOf(config.method), dataset: nameOf(config.dataset) })}, by ${varied.join(' and ')}`,
    facts: factsOf(config, varied),
    named: 'trials',
    charts: ['sweep'],
    command: sweepCommandOf(vary, config),
  });
}

/** What a page over several runs is about. */
interface About {
  readonly title: string;
  readonly facts: readonly Fact[];
  /** What tells the runs apart. */
  readonly named: 'methods' | 'trials';
  /** Charts by the names of their files. */
  readonly charts: readonly string[];
  readonly command: string;
}

type Fact = readonly [name: string, value: string];

/** What all runs have in common, but for the options in `varied`. */
const factsOf = ({ network, dim, epochs, seed }: TrainConfig, varied: readonly string[] = []): Fact[] =>
  [
    { option: 'network', fact: ['Network', nameOf(network)] as const },
    { option: 'dim', fact: ['Dimensions', String(dim)] as const },
    { option: 'epochs', fact: ['Epochs', String(epochs)] as const },
    { option: 'seed', fact: ['Seed', String(seed)] as const },
  ].flatMap(({ option, fact }) => (varied.includes(option) ? [] : [fact]));

async function saveReport(outcomes: readonly Outcome[], folder: string, about: About): Promise<void> {
  const { title, facts, named, charts, command } = about;
  const done = successes(outcomes);
  const report = await comparisonReport({
    title,
    facts: [['Runs', `${done.length} of ${outcomes.length} succeeded`], ...facts],
    table: tableOf(outcomes, folder, named),
    failures: outcomes.flatMap(outcome =>
      'error' in outcome ? [{ name: outcome.trial.name, reason: outcome.error }] : [],
    ),
    charts: charts.flatMap(name => drawnPicture(join(folder, 'plots', name))),
    frames: done.flatMap(({ trial, result }) => {
      const frames = readFrames(RunFolder.open(result.runDir));
      const name = named === 'methods' ? `${result.method} on ${result.dataset}` : trial.name;
      return frames ? [embeddedFrames(thinnedFrames(frames), name)] : [];
    }),
    command,
  });
  writeWhole(join(folder, 'report.html'), report);
}

/** Fewer frames at even places, the first and the last among them. */
function thinnedFrames(all: TrainingFrames): TrainingFrames {
  const last = all.frames.length - 1;
  const places = new Set(Array.from({ length: FRAMES }, (_, k) => Math.round((k * last) / (FRAMES - 1))));
  return { ...all, frames: all.frames.filter((_, place) => places.has(place)) };
}

/** A row a run; of runs with classes held out, a row for those too. The best of each data set's column is marked. */
function tableOf(outcomes: readonly Outcome[], folder: string, named: About['named']) {
  const rows = outcomes.flatMap(reportRows);
  const columns: Column[] = [
    ...(named === 'methods' ? [{ heading: 'data set' }, { heading: 'method' }] : [{ heading: 'run' }]),
    ...COLUMNS.map(column => ({ ...column, kind: 'number' as const })),
    { heading: 'train s', kind: 'number', better: 'lower' },
    { heading: 'evaluated on' },
  ];
  const cells = rows.map(({ outcome, metrics }): Cell[] => {
    const { trial } = outcome;
    const result = 'result' in outcome ? outcome.result : undefined;
    const name = named === 'methods' ? String(trial.options.method) : trial.name;
    return [
      ...(named === 'methods' ? [{ text: String(trial.options.dataset) }] : []),
      {
        text: result ? linked(name, result, folder) : html`${name}<small><a href="#failed">failed</a></small>`,
        kind: 'head',
      },
      ...COLUMNS.map(({ value, better }): Cell => {
        const [own, others] = [metrics && value(metrics), rows.filter(row => comparable(row, { outcome, metrics }))];
        const all = others.flatMap(row => (row.metrics && value(row.metrics)) ?? []);
        const best = own !== undefined && own === (better === 'lower' ? Math.min(...all) : Math.max(...all));
        return { text: own?.toFixed(4) ?? '–', value: own, kind: 'number', best: best && better !== undefined };
      }),
      { text: result?.trainSeconds.toFixed(1) ?? '–', value: result?.trainSeconds, kind: 'number' },
      { text: metrics?.evaluatedOn ?? '–' },
    ];
  });
  return htmlTable('All runs', columns, cells, { sortable: true });
}

interface ReportRow {
  readonly outcome: Outcome;
  readonly metrics: Metrics | undefined;
}

function reportRows(outcome: Outcome): ReportRow[] {
  if ('error' in outcome) return [{ outcome, metrics: undefined }];
  return splitsOf(outcome.result.metrics).map(metrics => ({ outcome, metrics }));
}

/** Numbers compare where they are computed over the same samples. */
const comparable = (a: ReportRow, b: ReportRow): boolean =>
  a.outcome.trial.options.dataset === b.outcome.trial.options.dataset &&
  a.metrics?.evaluatedOn === b.metrics?.evaluatedOn;

/** A run's name, leading to its own page where there is one. */
function linked(name: string, { runDir }: RunResult, folder: string) {
  if (!existsSync(join(runDir, 'report.html'))) return name;
  const path = relative(folder, runDir).split(sep).map(encodeURIComponent).join('/');
  return html`<a href="${path}/report.html">${name}</a>`;
}
