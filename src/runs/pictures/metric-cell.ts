import { type Cell, html } from '../../report/html/index.ts';
import type { MetricColumn, Metrics } from '../metrics.ts';

/** A metric in a table of a page, with four decimals and its interval behind it; `–` where there is none. */
export function metricCell({ value, interval }: MetricColumn, metrics: Metrics | undefined, best = false): Cell {
  const number = metrics && value(metrics);
  return { text: withInterval(number, metrics && interval?.(metrics)), value: number, kind: 'number', best };
}

/** A number, and how far it may be off, which are never broken apart. */
export function withInterval(number: number | undefined, interval: number | undefined): Cell['text'] {
  if (number === undefined) return '–';
  return interval === undefined
    ? number.toFixed(4)
    : html`<span class="joined">${number.toFixed(4)} ± ${interval.toFixed(4)}</span>`;
}
