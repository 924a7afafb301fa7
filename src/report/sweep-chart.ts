import { deviation, extent, group, mean } from 'd3-array';
import { line } from 'd3-shape';
import { NearfarError } from '../errors.ts';
import { type Axis, axes, axisWidth, linearAxis } from './axes.ts';
import { finite, someOf } from './checks.ts';
import { figure, type Heading } from './figure.ts';
import { heatMap, metricText } from './heat-map.ts';
import { type Block, element, rule } from './svg.ts';
import { shorten, text } from './text.ts';
import { theme } from './theme.ts';

/** One run of a sweep: the values of the options that were varied, and what the run reached. */
export interface SweepRun {
  readonly values: Readonly<Record<string, number | string>>;
  readonly metric: number;
}

/** What `sweepChart` draws. */
export interface SweepChartOptions extends Heading {
  /** One option, the two of a grid (the first along x, the second along y), or none where the runs only repeat each other. */
  readonly vary: readonly [] | readonly [string] | readonly [string, string];
  /** What `metric` is called. */
  readonly metric: string;
  readonly runs: readonly SweepRun[];
  /** @default 'higher' */
  readonly better?: 'higher' | 'lower';
}

type Value = number | string;

/**
 * A metric against the values of one option (a line through the means), or as a heat map over the grid of two. Values are
 * evenly spaced in their order. Of runs with equal values the mean is drawn with its standard deviation as an error bar,
 * and a dot a run; the best mean is marked.
 *
 * @throws NearfarError where there is no run, a run lacks a value, or a metric is not finite
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
  return figure(options, y === undefined ? lineChart(options, x ?? []) : gridChart(options, x!, y));
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

/** Runs with equal values. */
interface Point {
  /** The place of their value. */
  readonly at: number;
  readonly runs: readonly number[];
  readonly mean: number;
  /** Undefined for one run. */
  readonly deviation: number | undefined;
}

const bestOf = (points: readonly Point[], better: 'higher' | 'lower'): Point =>
  points.reduce((best, point) => ((better === 'higher') === point.mean > best.mean ? point : best));

function lineChart({ vary: [option], metric, runs, better = 'higher' }: SweepChartOptions, values: Value[]): Block {
  const size = { width: Math.max(320, Math.min(640, values.length * 90)), height: 280 };
  const at = (run: SweepRun) => (option === undefined ? 0 : values.indexOf(run.values[option]!));
  const points = [...group(runs, at)]
    .map(
      ([at, alike]): Point =>
        pointOf(
          at,
          alike.map(run => run.metric),
        ),
    )
    .sort((a, b) => a.at - b.at);
  const [low, high] = extent(
    points.flatMap(({ runs, mean, deviation = 0 }) => [...runs, mean - deviation, mean + deviation]),
  ) as [number, number];
  const room = (high - low || Math.abs(high) || 1) * 0.12;
  const least = low >= 0 ? Math.max(0, low - room) : low - room; // no metric that is never negative has a tick below 0
  const yOf = (top: number) => linearAxis(metric, [least, high + room], [top + size.height, top], { count: 5 });
  const box = { left: axisWidth(yOf(0)), top: 24, ...size };
  const y = yOf(box.top);
  const step = box.width / Math.max(1, values.length);
  const place = (k: number) => box.left + (k + 0.5) * step;
  const ticks = values.map((value, k) => ({ value: k, label: shorten(String(value), step - 6) }));
  const path = line<Point>(
    point => place(point.at),
    point => y.place(point.mean),
  ).digits(1);
  const trend = { fill: 'none', stroke: theme.accent, 'stroke-width': 2, 'stroke-linejoin': 'round' };
  const markup = [
    axes(box, { label: option ?? `${runs.length} runs`, place, ticks }, y),
    element('path', { d: path(points)!, ...trend }),
    ...points.map(point => pointMarkup(point, place(point.at), y, points.length < runs.length)),
    bestMark(bestOf(points, better), better, place, y),
  ];
  return { markup: markup.join(''), width: box.left + box.width, height: box.top + box.height + 38 };
}

const pointOf = (at: number, runs: readonly number[]): Point => ({
  at,
  runs,
  mean: mean(runs)!,
  deviation: deviation(runs),
});

/** The mean with its error bar, and, where any value has several runs, the runs behind it. */
function pointMarkup({ runs, mean, deviation }: Point, x: number, y: Axis, repeated: boolean): string {
  const dot = (cx: number, metric: number, r: number, opacity: number) =>
    element('circle', { cx, cy: y.place(metric), r, fill: theme.accent, 'fill-opacity': opacity });
  const each = repeated ? runs.map(metric => dot(runs.length > 1 ? x + 9 : x, metric, 3, 0.4)) : [];
  return (
    (deviation === undefined ? '' : errorBar(x, y.place(mean - deviation), y.place(mean + deviation))) +
    each.join('') +
    dot(x, mean, 4.5, 1)
  );
}

function errorBar(x: number, from: number, to: number): string {
  const stroke = { 'stroke-width': 1.5 };
  const cap = (at: number) => rule(x - 5, at, x + 5, at, theme.accent, stroke);
  return rule(x, from, x, to, theme.accent, stroke) + cap(from) + cap(to);
}

const meanText = ({ mean, deviation }: Point): string =>
  deviation === undefined ? metricText(mean) : `${metricText(mean)} ± ${metricText(deviation)}`;

/** The best mean, written beyond the runs behind it. */
function bestMark(best: Point, better: 'higher' | 'lower', place: (at: number) => number, y: Axis): string {
  const { runs, mean, deviation = 0 } = best;
  const heights = [...runs, mean - deviation, mean + deviation].map(metric => y.place(metric));
  const baseline = better === 'higher' ? Math.min(...heights) - 11 : Math.max(...heights) + 20;
  return text(place(best.at), baseline, meanText(best), { bold: true, halo: true, anchor: 'middle' });
}

function gridChart({ vary, metric, runs, better = 'higher' }: SweepChartOptions, x: Value[], y: Value[]): Block {
  const [xOption, yOption] = vary as readonly [string, string];
  const place = ({ values }: SweepRun) => ({ column: x.indexOf(values[xOption]!), row: y.indexOf(values[yOption]!) });
  const cells = [...group(runs, run => JSON.stringify(place(run))).values()].map(alike => ({
    ...place(alike[0]!),
    metric: mean(alike, run => run.metric)!,
    deviation: deviation(alike, run => run.metric),
  }));
  return heatMap(cells, {
    metric,
    better,
    x: { label: xOption, values: x.map(String) },
    y: { label: yOption, values: y.map(String) },
  });
}
