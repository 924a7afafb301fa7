import { existsSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { counted } from '../counted.ts';
import { writeWhole } from '../files.ts';
import { type Cell, type Column, comparisonReport, type Html, html, htmlTable } from '../report/html/index.ts';
import { readFrames, type TrainingFrames } from '../runs/frames.ts';
import { COLUMNS as ALL_COLUMNS, type Metrics } from '../runs/metrics.ts';
import { metricCell, withInterval } from '../runs/pictures/metric-cell.ts';
import { drawnPicture, embeddedFrames, methodFacts } from '../runs/pictures/run-report.ts';
import { compareCommandOf, sweepCommandOf } from '../runs/repeat-command.ts';
import { type RunResult, splitsOf } from '../runs/result.ts';
import { RunFolder } from '../runs/run-folder.ts';
import { nameOf, parseConfig, type TrainConfig } from '../training/config.ts';
import { type Setting, settingsOf, spreadOver } from './settings.ts';
import { type Outcome, type SweptValue, successes } from './trials.ts';
import { commonTitle } from './varied.ts';

/** The columns of metrics; intervals stand behind their numbers. */
const COLUMNS = ALL_COLUMNS.filter(({ isInterval }) => !isInterval);

/** Frames of each run that go into the page of many. */
const FRAMES = 11;

/** Writes `report.html` over all runs of a comparison, from what lies in their folders. */
export function saveComparisonReport(outcomes: readonly Outcome[], folder: string): Promise<void> {
  const names = (key: 'dataset' | 'method') => [...new Set(outcomes.map(({ trial }) => nameOf(trial.options[key]!)))];
  const given = new Set(outcomes.map(({ trial: { options } }) => options.dataset!));
  const sources = [...given].map(dataset => (typeof dataset === 'string' ? dataset : nameOf(dataset)));
  const [datasets, methods] = [names('dataset'), names('method')];
  const config = commonConfig(outcomes);
  return saveReport(outcomes, folder, {
    title: `${counted(methods.length, 'method')} on ${datasets.join(', ')}`,
    facts: commonFacts(outcomes),
    named: 'methods',
    charts: ['', '-roc'].flatMap(kind => datasets.map(dataset => `${dataset}${kind}`)),
    command: compareCommandOf(sources, methods, config),
  });
}

/** Writes `report.html` over all runs of a sweep. */
export function saveSweepReport(
  outcomes: readonly Outcome[],
  vary: Readonly<Record<string, readonly SweptValue[]>>,
  folder: string,
): Promise<void> {
  const config = commonConfig(outcomes);
  const varied = Object.keys(vary).filter(option => option !== 'seed');
  const by = varied.length > 0 ? `, by ${varied.join(' and ')}` : '';
  const seeds = vary['seed']?.length ?? 1;
  const common = commonTitle(varied, { method: methodName(config, outcomes), dataset: nameOf(config.dataset) });
  return saveReport(outcomes, folder, {
    title: `${common}${by}${seeds > 1 ? `, over ${seeds} seeds` : ''}`,
    facts: commonFacts(outcomes),
    means: seeds > 1 ? meansTable(settingsOf(successes(outcomes))) : undefined,
    named: 'trials',
    charts: ['sweep'],
    command: sweepCommandOf(vary, config),
  });
}

/** What a page over several runs is about. */
interface About {
  readonly title: string;
  readonly facts: readonly Fact[];
  readonly means?: Html | undefined;
  /** What tells the runs apart. */
  readonly named: 'methods' | 'trials';
  /** Charts by the names of their files. */
  readonly charts: readonly string[];
  readonly command: string;
}

type Fact = readonly [name: string, value: string];

/** The options of a run that succeeded, if any did. */
const commonConfig = (outcomes: readonly Outcome[]): TrainConfig =>
  parseConfig((successes(outcomes)[0] ?? outcomes[0]!).trial.options);

/** The method of a config, or the one that the data decided on. */
const methodName = ({ method }: TrainConfig, outcomes: readonly Outcome[]): string =>
  nameOf(method ?? successes(outcomes)[0]?.result.method ?? 'a method');

/** What all runs have in common. */
function commonFacts(outcomes: readonly Outcome[]): Fact[] {
  const all = successes(outcomes).map(({ trial, result }) => {
    const config = parseConfig(trial.options);
    const { dim, seed } = config;
    const network = config.network ?? String(RunFolder.open(result.runDir).filledIn['network']);
    return [
      ...methodFacts(config),
      ['Network', nameOf(network)],
      ['Dimensions', String(dim)],
      ['Epochs', String(result.epochs)],
      ['Seed', String(seed)],
    ] as Fact[];
  });
  const [first = [], ...others] = all;
  const has = (facts: readonly Fact[], [name, value]: Fact) =>
    facts.some(fact => fact[0] === name && fact[1] === value);
  return first.filter(fact => others.every(facts => has(facts, fact)));
}

/** A row for each setting: the mean of each metric over its seeds, and the standard deviation. */
function meansTable(settings: readonly Setting[]): Html {
  const columns: Column[] = [
    { heading: 'values' },
    { heading: 'seeds', kind: 'number' },
    ...COLUMNS.map(column => ({ ...column, kind: 'number' as const })),
  ];
  const rows = settings.map(({ name, runs }): Cell[] => [
    { text: name, kind: 'head' },
    { text: String(runs.length), value: runs.length, kind: 'number' },
    ...COLUMNS.map(({ value, better }): Cell => {
      const of = spreadOver(runs, value);
      const all = settings.flatMap(setting => spreadOver(setting.runs, value)?.mean ?? []);
      const best = of !== undefined && of.mean === (better === 'lower' ? Math.min(...all) : Math.max(...all));
      return {
        text: withInterval(of?.mean, of?.deviation),
        value: of?.mean,
        kind: 'number',
        best: best && settings.length > 1,
      };
    }),
  ]);
  return htmlTable('Means over seeds', columns, rows, { sortable: true });
}

async function saveReport(outcomes: readonly Outcome[], folder: string, about: About): Promise<void> {
  const { title, facts, means, named, charts, command } = about;
  const done = successes(outcomes);
  const report = await comparisonReport({
    title,
    facts: [['Runs', `${done.length} of ${outcomes.length} succeeded`], ...facts],
    means,
    table: tableOf(outcomes, folder, named, means === undefined),
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

/** A row a run; of runs with classes held out, a row for those too. With `marked`, the best of each data set's column is. */
function tableOf(outcomes: readonly Outcome[], folder: string, named: About['named'], marked: boolean): Html {
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
    const name = named === 'methods' ? nameOf(trial.options.method!) : trial.name;
    return [
      ...(named === 'methods' ? [{ text: nameOf(trial.options.dataset!) }] : []),
      {
        text: result ? linked(name, result, folder) : html`${name}<small><a href="#failed">failed</a></small>`,
        kind: 'head',
      },
      ...COLUMNS.map((column): Cell => {
        const { value, better } = column;
        const [own, others] = [metrics && value(metrics), rows.filter(row => comparable(row, { outcome, metrics }))];
        const all = others.flatMap(row => (row.metrics && value(row.metrics)) ?? []);
        const best = own !== undefined && own === (better === 'lower' ? Math.min(...all) : Math.max(...all));
        return metricCell(column, metrics, marked && best && better !== undefined);
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
