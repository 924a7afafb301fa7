import type { Metrics } from '../runs/evaluate-model.ts';
import type { RunResult } from '../runs/run.ts';
import type { Outcome } from './trials.ts';

/** A column of a table of runs; a method that has no such number gets a `–`. */
export interface MetricColumn {
  readonly heading: string;
  /** What the number says. */
  readonly remark: string;
  readonly value: (metrics: Metrics) => number | undefined;
  readonly better?: 'higher' | 'lower';
}

const column = (
  heading: string,
  remark: string,
  value: MetricColumn['value'],
  better?: MetricColumn['better'],
): MetricColumn => ({ heading, remark, value, ...(better && { better }) });

export const COLUMNS: readonly MetricColumn[] = [
  column('precision@1', 'the nearest other sample is of the same class', m => m.precisionAt1, 'higher'),
  column('MAP@R', 'how high the R others of a class come in the order of nearness', m => m.mapAtR, 'higher'),
  column('R-precision', 'which part of the R nearest is of the same class', m => m.rPrecision, 'higher'),
  column('5-NN', 'the five nearest labelled samples tell the class', m => m.knn5Accuracy, 'higher'),
  column('ROC-AUC', 'a pair of one class is nearer than a pair of two', m => m.rocAuc, 'higher'),
  column('EER ↓', 'the error where both kinds of pairs are as often told wrongly', m => m.eer, 'lower'),
  column('pairs right', 'pairs told rightly at the threshold found on validation pairs', m => m.pairAccuracy, 'higher'),
  column('5-way 1-shot', 'a sample told from one example of each of five classes', m => m.fewShot?.accuracy, 'higher'),
  column('± 95 %', 'half the width of that accuracy’s 95 % confidence interval', m => m.fewShot?.ci95),
];

/** The numbers of one run, in which those that only some methods have find room too. */
const RUN_COLUMNS: readonly MetricColumn[] = [
  ...COLUMNS,
  column(
    'nats ↓',
    'the cross-entropy of samples drawn from their embeddings, in nats a sample',
    m => m.reconstruction,
    'lower',
  ),
];

export interface Table {
  readonly headings: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What a run is judged on: its main part, and the classes held out, where those are another. */
export const partsOf = ({ unseen, ...main }: RunResult['metrics']): readonly Metrics[] =>
  unseen && unseen.over !== main.over ? [main, unseen] : [main];

/** The columns that a run has numbers for. */
export const columnsOf = (parts: readonly Metrics[]): readonly MetricColumn[] =>
  RUN_COLUMNS.filter(({ value }) => parts.some(part => value(part) !== undefined));

/** Metrics of parts of the data, a row each: what they are over, then the numbers. */
export function metricsRows(parts: readonly Metrics[]): Table {
  const columns = columnsOf(parts);
  return {
    headings: ['over', ...columns.map(({ heading }) => heading)],
    rows: parts.map(part => [part.over, ...cells(part, columns)]),
  };
}

const cells = (metrics: Metrics, columns = COLUMNS): string[] =>
  columns.map(({ value }) => value(metrics)?.toFixed(4) ?? '–');

/**
 * Outcomes as a table, a row each: data set, method (or the trial's name), the numbers, the training's seconds, and what
 * the numbers are over. A run that failed says its reason there. Classes held out come as rows of their own.
 */
export function outcomeTable(outcomes: readonly Outcome[], named: 'methods' | 'trials'): Table {
  const first = named === 'methods' ? ['data set', 'method'] : ['run'];
  const headings = [...first, ...COLUMNS.map(({ heading }) => heading), 'train s', 'over'];
  const rows = outcomes.flatMap(outcome => {
    const { trial } = outcome;
    const who = named === 'methods' ? [String(trial.options.dataset), String(trial.options.method)] : [trial.name];
    if ('error' in outcome) return [[...who, ...COLUMNS.map(() => '–'), '–', `failed: ${outcome.error}`]];
    const { metrics, trainSeconds } = outcome.result;
    return partsOf(metrics).map(part => [...who, ...cells(part), trainSeconds.toFixed(1), part.over]);
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
