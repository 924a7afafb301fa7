import { extent, group, mean } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import { type Axis, axes, axisWidth, linearAxis } from './axes.ts';
import { finite, someOf } from './checks.ts';
import { figure, type Heading } from './figure.ts';
import { at, type Block, element } from './svg.ts';
import { shorten, text, textWidth } from './text.ts';
import { theme } from './theme.ts';

/** One run of a sweep: the values of the options that were varied, and what the run reached. */
export interface SweepRun {
  readonly values: Readonly<Record<string, number | string>>;
  readonly metric: number;
}

export interface SweepChartOptions extends Heading {
  /** One option, or the two of a grid (the first along x, the second along y). */
  readonly vary: readonly [string] | readonly [string, string];
  /** What `metric` is called. */
  readonly metric: string;
  readonly runs: readonly SweepRun[];
  /** Default: higher. */
  readonly better?: 'higher' | 'lower';
}

type Value = number | string;

/**
 * A metric against the values of one option (a dot a run, a line through the means), or as a heat map over the grid of
 * two. Values are evenly spaced in their order, runs with equal values are averaged, and the best is marked.
 */
export function sweepChart(options: SweepChartOptions): string {
  const { vary, runs } = options;
  someOf('sweepChart', 'run', runs.length);
  finite(
    'sweepChart',
    'metric',
    runs.map(({ metric }) => metric),
  );
  const [x, y] = vary.map(option => valuesOf(runs, option));
  return figure(options, y === undefined ? lineChart(options, x!) : heatMap(options, x!, y));
}

/** The values that an option takes: numbers in order, words as they come. */
function valuesOf(runs: readonly SweepRun[], option: string): Value[] {
  const values = [...new Set(runs.flatMap(({ values }) => (values[option] === undefined ? [] : [values[option]])))];
  someOf('sweepChart', `run with a value of "${option}"`, values.length);
  return values.every(value => typeof value === 'number') ? values.sort((a, b) => a - b) : values;
}

const bestOf = (points: readonly Point[], better: 'higher' | 'lower'): Point =>
  points.reduce((best, point) => ((better === 'higher') === point.metric > best.metric ? point : best));

const written = (metric: number): string => metric.toFixed(3).replace('-', '−');

interface Point {
  readonly at: number;
  readonly metric: number;
}

function lineChart(
  { vary: [option], metric, runs, better = 'higher' }: SweepChartOptions,
  values: readonly Value[],
): Block {
  const size = { width: Math.max(320, Math.min(640, values.length * 90)), height: 280 };
  const [low, high] = extent(runs, run => run.metric) as [number, number];
  const room = (high - low || Math.abs(high) || 1) * 0.12;
  const yOf = (top: number) => linearAxis(metric, [low - room, high + room], [top + size.height, top], { count: 5 });
  const box = { left: axisWidth(yOf(0)), top: 24, ...size };
  const y = yOf(box.top);
  const step = box.width / values.length;
  const place = (k: number) => box.left + (k + 0.5) * step;
  const ticks = values.map((value, k) => ({ value: k, label: shorten(String(value), step - 6) }));
  const points = runs.map(run => ({ at: values.indexOf(run.values[option]!), metric: run.metric }));
  const means = [...group(points, point => point.at)]
    .map(([at, points]) => ({ at, metric: mean(points, point => point.metric)! }))
    .sort((a, b) => a.at - b.at);
  const path = line<Point>(
    point => place(point.at),
    point => y.place(point.metric),
  ).digits(1);
  const dot = (r: number, opacity: number) => (point: Point) =>
    element('circle', {
      cx: place(point.at),
      cy: y.place(point.metric),
      r,
      fill: theme.accent,
      'fill-opacity': opacity,
    });
  const each = means.length === runs.length ? [] : points.map(dot(3, 0.35));
  const trend = { fill: 'none', stroke: theme.accent, 'stroke-width': 2, 'stroke-linejoin': 'round' };
  const markup = [
    axes(box, { label: option, place, ticks }, y),
    element('path', { d: path(means)!, ...trend }),
    ...each,
    ...means.map(dot(4.5, 1)),
    bestMark(bestOf(means, better), points, better, place, y),
  ];
  return { markup: markup.join(''), width: box.left + box.width, height: box.top + box.height + 38 };
}

/** The best mean, written beyond the runs behind it. */
function bestMark(
  best: Point,
  points: readonly Point[],
  better: 'higher' | 'lower',
  place: (at: number) => number,
  y: Axis,
): string {
  const runs = points.filter(({ at }) => at === best.at).map(({ metric }) => y.place(metric));
  const baseline = better === 'higher' ? Math.min(...runs) - 11 : Math.max(...runs) + 20;
  return text(place(best.at), baseline, written(best.metric), { bold: true, halo: true, anchor: 'middle' });
}

const cellWidth = 78;
const cellHeight = 40;
const ramp = ['#f1f6fa', '#c9deed', '#8bb9d9', '#4289ba', '#0b5c94', '#083a63'];

function heatMap(options: SweepChartOptions, columns: readonly Value[], rows: readonly Value[]): Block {
  const { vary, metric, runs, better = 'higher' } = options;
  const [xOption, yOption] = vary as readonly [string, string];
  const cells = [...group(runs, ({ values }) => `${values[xOption]} ${values[yOption]}`).values()].map(runs => ({
    column: columns.indexOf(runs[0]!.values[xOption]!),
    row: rows.indexOf(runs[0]!.values[yOption]!),
    metric: mean(runs, run => run.metric)!,
  }));
  const [low, high] = extent(cells, cell => cell.metric) as [number, number];
  const [worst, best] = better === 'higher' ? [low, high] : [high, low];
  const goodness = (value: number) => (worst === best ? 1 : (value - worst) / (best - worst));
  const color = scaleLinear<string>(
    ramp.map((_, k) => k / (ramp.length - 1)),
    ramp,
  );
  const drawn = cells.map(cell => {
    const t = goodness(cell.metric);
    const area = { width: cellWidth - 2, height: cellHeight - 2, rx: 2, fill: color(t) };
    const style = { anchor: 'middle', bold: t === 1, fill: t > 0.5 ? '#fff' : theme.ink } as const;
    const number = text(cellWidth / 2 - 1, cellHeight / 2 + 3, written(cell.metric), style);
    return at(cell.column * cellWidth, cell.row * cellHeight, element('rect', area), number);
  });
  const left = Math.max(...rows.map(value => textWidth(String(value)))) + 12;
  const [width, height] = [columns.length * cellWidth, rows.length * cellHeight];
  const style = { fill: theme.muted };
  const down = rows.map((value, k) =>
    text(left - 10, 54 + (k + 0.5) * cellHeight, String(value), { ...style, anchor: 'end' }),
  );
  const along = columns.map((value, k) =>
    text(left + (k + 0.5) * cellWidth, 50 + height + 16, shorten(String(value), cellWidth - 6), {
      ...style,
      anchor: 'middle',
    }),
  );
  const labels = [
    text(left, 12, `${metric}, ${better} is better`, { bold: true, size: theme.size.label }),
    text(left, 40, yOption),
    text(left + width, 50 + height + 34, xOption, { anchor: 'end' }),
  ];
  return {
    markup: [...labels, ...down, ...along, at(left, 50, ...drawn)].join(''),
    width: left + Math.max(width, 220),
    height: 50 + height + 38,
  };
}
