import { extent, group, mean } from 'd3-array';
import { line } from 'd3-shape';
import { NearfarError } from '../errors.ts';
import { type Axis, axes, axisWidth, linearAxis } from './axes.ts';
import { finite, someOf } from './checks.ts';
import { figure, type Heading } from './figure.ts';
import { heatMap, metricText } from './heat-map.ts';
import { type Block, element } from './svg.ts';
import { shorten, text } from './text.ts';
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
  return figure(options, y === undefined ? lineChart(options, x!) : gridChart(options, x!, y));
}

/** The values that an option takes: numbers in order, words as they come. */
function valuesOf(runs: readonly SweepRun[], option: string): Value[] {
  const without = runs.findIndex(({ values }) => values[option] === undefined);
  if (without >= 0) {
    const expected = `a value of "${option}" in each run`;
    throw new NearfarError({ who: 'sweepChart', expected, got: `none in run ${without}` });
  }
  const values = [...new Set(runs.map(({ values }) => values[option]!))];
  return values.every(value => typeof value === 'number') ? values.sort((a, b) => a - b) : values;
}

const bestOf = (points: readonly Point[], better: 'higher' | 'lower'): Point =>
  points.reduce((best, point) => ((better === 'higher') === point.metric > best.metric ? point : best));

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
  return text(place(best.at), baseline, metricText(best.metric), { bold: true, halo: true, anchor: 'middle' });
}

function gridChart({ vary, metric, runs, better = 'higher' }: SweepChartOptions, x: Value[], y: Value[]): Block {
  const [xOption, yOption] = vary as readonly [string, string];
  const place = ({ values }: SweepRun) => ({ column: x.indexOf(values[xOption]!), row: y.indexOf(values[yOption]!) });
  const cells = [...group(runs, run => JSON.stringify(place(run))).values()].map(alike => ({
    ...place(alike[0]!),
    metric: mean(alike, run => run.metric)!,
  }));
  return heatMap(cells, {
    metric,
    better,
    x: { label: xOption, values: x.map(String) },
    y: { label: yOption, values: y.map(String) },
  });
}
