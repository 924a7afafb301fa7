import type { Metrics } from './judge.ts';
import type { Outcome } from './trials.ts';

/** The columns of a table of runs: a heading and its cell, `–` where a method has no such number. */
const COLUMNS: readonly [heading: string, value: (metrics: Metrics) => number | undefined][] = [
  ['precision@1', m => m.precisionAt1],
  ['MAP@R', m => m.mapAtR],
  ['R-precision', m => m.rPrecision],
  ['5-NN', m => m.knn5Accuracy],
  ['ROC-AUC', m => m.rocAuc],
  ['EER ↓', m => m.eer],
  ['pairs right', m => m.pairAccuracy],
  ['5-way 1-shot', m => m.fewShot?.accuracy],
  ['± 95 %', m => m.fewShot?.ci95],
];

export interface Table {
  readonly headings: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Metrics of parts of the data, a row each: what they are over, then the numbers. */
export function metricsRows(parts: readonly Metrics[]): Table {
  return {
    headings: ['over', ...COLUMNS.map(([heading]) => heading)],
    rows: parts.map(part => [part.over, ...cells(part)]),
  };
}

const cells = (metrics: Metrics): string[] => COLUMNS.map(([, value]) => value(metrics)?.toFixed(4) ?? '–');

/**
 * Outcomes as a table, a row each: data set, method (or the trial's name), the numbers, the training's seconds, and what
 * the numbers are over. A run that failed says its reason there. Classes held out come as rows of their own.
 */
export function outcomeTable(outcomes: readonly Outcome[], named: 'methods' | 'trials'): Table {
  const first = named === 'methods' ? ['data set', 'method'] : ['run'];
  const headings = [...first, ...COLUMNS.map(([heading]) => heading), 'train s', 'over'];
  const rows = outcomes.flatMap(outcome => {
    const { trial } = outcome;
    const who = named === 'methods' ? [String(trial.options.dataset), String(trial.options.method)] : [trial.name];
    if ('error' in outcome) return [[...who, ...COLUMNS.map(() => '–'), '–', `failed: ${outcome.error}`]];
    const { metrics, trainSeconds } = outcome.result;
    const { unseen, ...main } = metrics;
    const parts: Metrics[] = unseen && unseen.over !== main.over ? [main, unseen] : [main];
    return parts.map(part => [...who, ...cells(part), trainSeconds.toFixed(1), part.over]);
  });
  return { headings, rows };
}

export function toMarkdown({ headings, rows }: Table): string {
  const line = (cellsOfRow: readonly string[]) =>
    `| ${cellsOfRow.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return `${[line(headings), line(headings.map(() => '---')), ...rows.map(line)].join('\n')}\n`;
}

/** RFC 4180. */
export function toCsv({ headings, rows }: Table): string {
  const quoted = (cell: string) => (/[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  return `${[headings, ...rows].map(row => row.map(quoted).join(',')).join('\n')}\n`;
}
