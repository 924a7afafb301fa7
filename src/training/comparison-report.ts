import { existsSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { writeWhole } from '../files.ts';
import { type Cell, type Column, comparisonReport, html, htmlTable } from '../report/html/index.ts';
import { compareCommandOf } from './command-line.ts';
import { COLUMNS } from './comparison-table.ts';
import { parseConfig } from './config.ts';
import { type Film, filmOf } from './frames.ts';
import type { RunResult } from './run.ts';
import { RunFolder } from './run-folder.ts';
import { drawnPicture, momentsOf } from './run-report.ts';
import type { Outcome } from './trials.ts';

/** Frames of each run that go into the page of many. */
const FRAMES = 11;

/** Writes `report.html` over all runs of a comparison, from what lies in their folders. */
export async function saveComparisonReport(outcomes: readonly Outcome[], folder: string): Promise<void> {
  const results = outcomes.flatMap(outcome => ('result' in outcome ? [outcome.result] : []));
  const names = (key: 'dataset' | 'method') => [...new Set(outcomes.map(({ trial }) => String(trial.options[key])))];
  const [datasets, methods] = [names('dataset'), names('method')];
  const { dim, epochs, network, seed } = parseConfig(outcomes[0]!.trial.options);
  const report = await comparisonReport({
    title: `${methods.length} ${methods.length === 1 ? 'method' : 'methods'} on ${datasets.join(', ')}`,
    facts: [
      ['Runs', `${results.length} of ${outcomes.length} succeeded`],
      ['Network', String(network)],
      ['Dimensions', String(dim)],
      ['Epochs', String(epochs)],
      ['Seed', String(seed)],
    ],
    table: tableOf(outcomes, folder),
    failures: outcomes.flatMap(outcome =>
      'error' in outcome ? [{ name: outcome.trial.name, reason: outcome.error }] : [],
    ),
    charts: ['', '-roc'].flatMap(kind =>
      datasets.flatMap(dataset => drawnPicture(join(folder, 'plots', `${dataset}${kind}`))),
    ),
    moments: results.flatMap(result => {
      const film = filmOf(RunFolder.open(result.runDir));
      return film ? [momentsOf(thinned(film), `${result.method} on ${result.dataset}`)] : [];
    }),
    command: compareCommandOf(datasets, methods, parseConfig(outcomes[0]!.trial.options)),
  });
  writeWhole(join(folder, 'report.html'), report);
}

/** Fewer frames at even places, the first and the last among them. */
function thinned(film: Film): Film {
  const last = film.frames.length - 1;
  const places = new Set(Array.from({ length: FRAMES }, (_, k) => Math.round((k * last) / (FRAMES - 1))));
  return { ...film, frames: film.frames.filter((_, place) => places.has(place)) };
}

/** A row a run; of runs with classes held out, a row for those too. The best of each data set's column is marked. */
function tableOf(outcomes: readonly Outcome[], folder: string) {
  const rows = outcomes.flatMap(outcome => rowsOf(outcome));
  const columns: Column[] = [
    { heading: 'data set' },
    { heading: 'method' },
    ...COLUMNS.map(column => ({ ...column, kind: 'number' as const })),
    { heading: 'train s', kind: 'number', better: 'lower' },
    { heading: 'over' },
  ];
  const cells = rows.map(({ outcome, metrics }): Cell[] => {
    const { dataset, method } = outcome.trial.options;
    const result = 'result' in outcome ? outcome.result : undefined;
    return [
      { text: String(dataset) },
      {
        text: result ? linked(result, folder) : html`${String(method)}<small><a href="#failed">failed</a></small>`,
        kind: 'head',
      },
      ...COLUMNS.map(({ value, better }): Cell => {
        const [own, others] = [metrics && value(metrics), rows.filter(row => alike(row, { outcome, metrics }))];
        const all = others.flatMap(row => (row.metrics && value(row.metrics)) ?? []);
        const best = own !== undefined && own === (better === 'lower' ? Math.min(...all) : Math.max(...all));
        return { text: own?.toFixed(4) ?? '–', value: own, kind: 'number', best: best && better !== undefined };
      }),
      { text: result?.trainSeconds.toFixed(1) ?? '–', value: result?.trainSeconds, kind: 'number' },
      { text: metrics?.over ?? '–' },
    ];
  });
  return htmlTable('All runs', columns, cells, { sortable: true });
}

interface Row {
  readonly outcome: Outcome;
  readonly metrics: RunResult['metrics'] | RunResult['metrics']['unseen'];
}

function rowsOf(outcome: Outcome): Row[] {
  if ('error' in outcome) return [{ outcome, metrics: undefined }];
  const { unseen, ...main } = outcome.result.metrics;
  const parts = unseen && unseen.over !== main.over ? [main, unseen] : [main];
  return parts.map(metrics => ({ outcome, metrics }));
}

/** Numbers compare where they are over the same samples. */
const alike = (a: Row, b: Row): boolean =>
  a.outcome.trial.options.dataset === b.outcome.trial.options.dataset && a.metrics?.over === b.metrics?.over;

/** The method's name, leading to its run's own page where there is one. */
function linked({ method, runDir }: RunResult, folder: string) {
  if (!existsSync(join(runDir, 'report.html'))) return method;
  const path = relative(folder, runDir).split(sep).map(encodeURIComponent).join('/');
  return html`<a href="${path}/report.html">${method}</a>`;
}
