import { COLUMNS } from '../runs/metrics.ts';
import { cellsOf, type Table } from '../runs/metrics-table.ts';
import { splitsOf } from '../runs/result.ts';
import { nameOf } from '../training/config.ts';
import type { Outcome } from './trials.ts';

/**
 * Outcomes as text, a row a run: data set and method (or the trial's name), the metrics, the seconds of training, and what
 * the metrics are evaluated on. A run that failed has its reason there. Unseen classes have rows of their own.
 */
export function outcomeTable(outcomes: readonly Outcome[], named: 'methods' | 'trials'): Table {
  const first = named === 'methods' ? ['data set', 'method'] : ['run'];
  const headings = [...first, ...COLUMNS.map(({ heading }) => heading), 'train s', 'evaluated on'];
  const rows = outcomes.flatMap(outcome => {
    const { trial } = outcome;
    const name = named === 'methods' ? [nameOf(trial.options.dataset!), nameOf(trial.options.method!)] : [trial.name];
    if ('error' in outcome) return [[...name, ...COLUMNS.map(() => '–'), '–', `failed: ${outcome.error}`]];
    const { metrics, trainSeconds } = outcome.result;
    return splitsOf(metrics).map(split => [
      ...name,
      ...cellsOf(split, COLUMNS),
      trainSeconds.toFixed(1),
      split.evaluatedOn,
    ]);
  });
  return { headings, rows };
}

/** The table as Markdown. */
export function toMarkdown({ headings, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return `${[line(headings), line(headings.map(() => '---')), ...rows.map(line)].join('\n')}\n`;
}
