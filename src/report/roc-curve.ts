import { line, symbol, symbolDiamond, symbolSquare, symbolStar, symbolTriangle, symbolWye } from 'd3-shape';
import { rocCurve as operatingPoints, type Pairs, type RocCurve } from '../evaluation/roc-curve.ts';
import { verification } from '../evaluation/verification.ts';
import { axes, axisWidth, clipped, linearAxis, logAxis } from './axes.ts';
import { finite, someOf } from './checks.ts';
import { figure, type Heading, stack } from './figure.ts';
import { legend, lineSwatch } from './legend.ts';
import { lineStyle, type Style } from './palette.ts';
import { at, type Block, type Box, element, rule } from './svg.ts';
import { theme } from './theme.ts';

/** Pairs compared by one method: the smaller the distance, the more alike. */
export interface ComparedPairs extends Pairs {
  readonly name: string;
  /** Pairs up to this distance count as one class; its place on the curve is marked. By name, where there are several, the foremost first. */
  readonly threshold?: number | Readonly<Record<string, number>> | undefined;
}

/** What `rocCurve` draws. */
export interface RocCurveOptions extends Heading {
  readonly methods: readonly ComparedPairs[];
}

type Point = readonly [far: number, tar: number];

interface Trace {
  readonly name: string;
  readonly points: readonly Point[];
  readonly area: number;
  /** The equal error rate. */
  readonly eer: number;
  /** Where the thresholds lie on the curve, by name. */
  readonly thresholds: ReadonlyMap<string, Point>;
  readonly style: Style;
}

const [across, up] = [500, 420];

/**
 * Receiver operating characteristic of one or several methods: the share of the pairs of one class that is accepted,
 * against the share of the pairs of two classes that is, on a logarithmic axis, over all thresholds. Circles mark the equal
 * error rates; squares, triangles and the like the thresholds. The legend is sorted by the area under the curve.
 *
 * @throws NearfarError where a method has pairs of one kind only, or not as many answers as distances
 */
export function rocCurve(options: RocCurveOptions): string {
  const { methods } = options;
  someOf('rocCurve', 'method', methods.length);
  for (const { threshold } of methods) finite('rocCurve', 'threshold', Object.values(byName(threshold)));
  const traces = methods.map(traceOf);
  const names = [...new Set(traces.flatMap(({ thresholds }) => [...thresholds.keys()]))];
  const yOf = (top: number) =>
    linearAxis('pairs of one class accepted', [0, 1], [top + up, top], { exact: true, count: 5, format: '%' });
  const box = { left: axisWidth(yOf(0)), top: 20, width: across, height: up };
  const y = yOf(box.top);
  const x = logAxis('pairs of two classes accepted', [leastRate(methods), 1], [box.left, box.left + across]);
  const place = ([far, tar]: Point): [number, number] => [x.place(far), y.place(tar)];
  const path = line<Point>(
    point => place(point)[0],
    point => place(point)[1],
  ).digits(1);
  const chance = path(rates(leastRate(methods)).map(rate => [rate, rate]))!;
  const curves = traces.map(({ points, style: { color, dash } }) => {
    const stroke = { stroke: color, 'stroke-width': 2, 'stroke-linejoin': 'round', 'stroke-dasharray': dash };
    return element('path', { d: path(corners(points))!, fill: 'none', ...stroke });
  });
  const marks = traces.map(
    ({ eer, thresholds, style }) =>
      eerMark(place([eer, 1 - eer]), style) +
      Array.from(thresholds, ([name, point]) => thresholdMark(place(point), style, names.indexOf(name)))
        .reverse()
        .join(''),
  );
  const markup = [
    axes(box, x, y, { verticalGrid: true }),
    clipped(box, element('path', { d: chance, fill: 'none', ...chanceStroke }), ...curves.toReversed()),
    ...marks.toReversed(),
    inFreePlace(
      key(traces, names),
      box,
      traces.flatMap(({ points }) => along(corners(points).map(place))),
    ),
  ];
  return figure(options, { markup: markup.join(''), width: box.left + across + 6, height: box.top + up + 38 });
}

const chanceStroke = { stroke: theme.faint, 'stroke-dasharray': '3 4' };

/** Rates from the least to 1, evenly spaced on a logarithmic axis. */
const rates = (least: number): number[] => Array.from({ length: 101 }, (_, k) => least ** (1 - k / 100));

/** One false acceptance among the pairs of two classes that there are, as the power of ten below it; 0.1 at most. */
function leastRate(methods: readonly ComparedPairs[]): number {
  const unlike = methods.map(({ same }) => Array.from(same).filter(each => !each).length);
  return Math.min(0.1, 10 ** Math.floor(Math.log10(1 / Math.max(1, ...unlike))));
}

function traceOf(pairs: ComparedPairs, k: number): Trace {
  const curve = operatingPoints(pairs);
  const { rocAuc: area, eer } = verification(pairs);
  const points = curve.far.map((rate, i): Point => [rate, curve.tar[i]!]);
  return { name: pairs.name, points, area, eer, thresholds: placesOf(curve, pairs.threshold), style: lineStyle(k) };
}

const byName = (threshold: ComparedPairs['threshold']): Readonly<Record<string, number>> =>
  typeof threshold === 'number' ? { threshold } : (threshold ?? {});

function placesOf({ far, tar, thresholds }: RocCurve, given: ComparedPairs['threshold']): ReadonlyMap<string, Point> {
  const placeOf = (threshold: number) => thresholds.findLastIndex(each => each <= threshold);
  return new Map(
    Object.entries(byName(given)).map(([name, threshold]) => {
      const place = placeOf(threshold);
      return [name, [far[place]!, tar[place]!]];
    }),
  );
}

/** Without the points that lie on a straight run up or right: the line is the same. */
const corners = (points: readonly Point[]): Point[] =>
  points.filter(([x, y], k) => {
    const [before, after] = [points[k - 1], points[k + 1]];
    return !before || !after || !((before[0] === x && after[0] === x) || (before[1] === y && after[1] === y));
  });

const eerMark = ([cx, cy]: readonly [number, number], { color }: Style): string =>
  element('circle', { cx, cy, r: 4.5, fill: theme.background, stroke: color, 'stroke-width': 2 });

/** The looks of thresholds, in their order. The first is smaller and lies on top, since others may be in its place. */
const MARKS = [symbolSquare, symbolDiamond, symbolTriangle, symbolStar, symbolWye];

const thresholdMark = ([x, y]: readonly [number, number], { color }: Style, look: number): string => {
  const d = symbol(MARKS[look % MARKS.length]!, look === 0 ? 64 : 100).digits(2)()!;
  const fill = look === 0 ? { fill: color, stroke: theme.background } : { fill: theme.background, stroke: color };
  return at(x, y, element('path', { d, ...fill, 'stroke-width': look === 0 ? 1 : 1.5 }));
};

/** Marks in a line of the legend, at most. */
const IN_LINE = 4;

/** The legend of the methods; what marks mean stands in lines below them. */
function key(traces: readonly Trace[], names: readonly string[]): Block {
  const percent = (rate: number) => `${(100 * rate).toFixed(1)}%`;
  const lines = traces
    .toSorted((a, b) => b.area - a.area)
    .map(({ name, area, eer, style }) => ({
      swatch: lineSwatch(style),
      label: name,
      values: [`AUC ${area.toFixed(4)}`, `EER ${percent(eer)}`],
    }));
  const grey: Style = { ...lineStyle(0), color: theme.muted };
  const marks = [
    { swatch: eerMark([0, 0], grey), label: 'EER' },
    ...names.map((label, look) => ({ swatch: thresholdMark([0, 0], grey, look), label })),
    { swatch: rule(-10, 0, 10, 0, theme.faint, chanceStroke), label: 'chance' },
  ];
  const rows = Array.from({ length: Math.ceil(marks.length / IN_LINE) }, (_, row) =>
    stack(
      'row',
      14,
      marks.slice(row * IN_LINE, (row + 1) * IN_LINE).map(mark => legend([mark])),
    ),
  );
  return stack('column', 2, [legend(lines), ...rows]);
}

/** The legend where the fewest places of the curves lie: in a corner or between two, the lower right first. */
function inFreePlace({ markup, width, height }: Block, box: Box, places: readonly Point[]): string {
  const [right, bottom] = [box.left + box.width - width - 16, box.top + box.height - height - 14];
  const [left, top] = [box.left + 16, box.top + 12];
  const lefts = [right, (left + right) / 2, left];
  const tops = [0, 0.25, 0.5, 0.75, 1].map(part => bottom + part * (top - bottom));
  const corners = tops.flatMap(y => lefts.map(x => [x, y] as const));
  const covered = ([x, y]: Point) =>
    places.filter(([px, py]) => px > x - 12 && px < x + width + 12 && py > y - 10 && py < y + height + 10).length;
  const [x, y] = corners.reduce((best, corner) => (covered(corner) < covered(best) ? corner : best));
  const ground = { x: -8, y: -6, width: width + 16, height: height + 12, rx: 3, fill: theme.background };
  return at(x, y, element('rect', { ...ground, stroke: theme.grid }), markup);
}

/** Places a few pixels apart along a line through pixels. */
function along(line: readonly Point[]): Point[] {
  return line.slice(1).flatMap(([x, y], k): Point[] => {
    const [fromX, fromY] = line[k]!;
    const steps = Math.ceil(Math.hypot(x - fromX, y - fromY) / 5);
    return Array.from({ length: steps }, (_, i) => [
      fromX + ((x - fromX) * (i + 1)) / steps,
      fromY + ((y - fromY) * (i + 1)) / steps,
    ]);
  });
}
