import { extent } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import { at, type Block, element } from './svg.ts';
import { shorten, text, textWidth } from './text.ts';
import { theme } from './theme.ts';

/** What a place of the grid reached. */
export interface HeatCell {
  readonly column: number;
  readonly row: number;
  readonly metric: number;
  /** The standard deviation of the runs that `metric` is the mean of. */
  readonly deviation?: number | undefined;
}

interface Side {
  readonly label: string;
  readonly values: readonly string[];
}

/** What `heatMap` draws. */
export interface HeatMapOptions {
  readonly metric: string;
  readonly better: 'higher' | 'lower';
  readonly x: Side;
  readonly y: Side;
}

const cell = { width: 78, height: 40 };
const head = 50;
/** From worst to best; dark enough for white text from the middle on. */
const ramp = ['#f1f6fa', '#c9deed', '#8bb9d9', '#4289ba', '#0b5c94', '#083a63'];

/** A metric for people, with a real minus sign. */
export const metricText = (metric: number): string => metric.toFixed(3).replace('-', '−');

/** A grid of numbers, the better the darker; the best in bold, places without a number left white. */
export function heatMap(cells: readonly HeatCell[], { metric, better, x, y }: HeatMapOptions): Block {
  const left = Math.max(...y.values.map(value => textWidth(value))) + 12;
  const [width, height] = [x.values.length * cell.width, y.values.length * cell.height];
  const muted = { fill: theme.muted };
  const down = y.values.map((value, k) =>
    text(left - 10, head + (k + 0.5) * cell.height + 4, value, { ...muted, anchor: 'end' }),
  );
  const along = x.values.map((value, k) => {
    const fitting = shorten(value, cell.width - 6);
    return text(left + (k + 0.5) * cell.width, head + height + 16, fitting, { ...muted, anchor: 'middle' });
  });
  const labels = [
    text(left, 12, `${metric}, ${better} is better`, { bold: true, size: theme.size.label }),
    text(left, head - 10, y.label),
    text(left + width, head + height + 34, x.label, { anchor: 'end' }),
  ];
  return {
    markup: [...labels, ...down, ...along, at(left, head, ...colored(cells, better))].join(''),
    width: left + Math.max(width, 220),
    height: head + height + 38,
  };
}

function colored(cells: readonly HeatCell[], better: 'higher' | 'lower'): string[] {
  const [low, high] = extent(cells, ({ metric }) => metric) as [number, number];
  const [worst, best] = better === 'higher' ? [low, high] : [high, low];
  const stops = ramp.map((_, k) => k / (ramp.length - 1));
  const color = scaleLinear<string>(stops, ramp);
  return cells.map(({ column, row, metric, deviation }) => {
    const goodness = worst === best ? 1 : (metric - worst) / (best - worst);
    const area = { width: cell.width - 2, height: cell.height - 2, rx: 2, fill: color(goodness) };
    const style = { anchor: 'middle', bold: metric === best, fill: goodness > 0.5 ? '#fff' : theme.onLight } as const;
    const [x, y] = [cell.width / 2 - 1, cell.height / 2 + 3];
    const number = text(x, deviation === undefined ? y : y - 6, metricText(metric), style);
    const spread =
      deviation === undefined
        ? ''
        : text(x, y + 8, `± ${metricText(deviation)}`, { ...style, bold: false, size: theme.size.caption });
    return at(column * cell.width, row * cell.height, element('rect', area), number, spread);
  });
}
