import { line } from 'd3-shape';
import { rocCurve as operatingPoints, type Pairs, verification } from '../evaluation/verification.ts';
import { axes, axisWidth, linearAxis } from './axes.ts';
import { someOf } from './checks.ts';
import { figure, type Heading, stack } from './figure.ts';
import { legend, lineSwatch } from './legend.ts';
import { lineStyle } from './palette.ts';
import { at, element, rule } from './svg.ts';
import { theme } from './theme.ts';

/** Pairs judged by one method: the smaller the distance, the more alike. */
export interface JudgedPairs extends Pairs {
  readonly name: string;
}

export interface RocCurveOptions extends Heading {
  readonly methods: readonly JudgedPairs[];
}

/**
 * Receiver operating characteristic of one or several methods: which share of the same pairs is accepted, against which
 * share of the different ones, over all thresholds. The legend is sorted by the area under the curve.
 * Throws where a method has pairs of one kind only, or not as many answers as distances.
 */
export function rocCurve(options: RocCurveOptions): string {
  someOf('rocCurve', 'method', options.methods.length);
  const traces = options.methods.map(traceOf);
  const side = 440;
  const share: [number, number] = [0, 1];
  const yOf = (top: number) => linearAxis('same pairs accepted', share, [top + side, top], { exact: true, count: 5 });
  const box = { left: axisWidth(yOf(0)), top: 20, width: side, height: side };
  const y = yOf(box.top);
  const x = linearAxis('different pairs accepted', share, [box.left, box.left + side], { exact: true, count: 5 });
  const path = line<readonly [number, number]>(
    ([far]) => x.place(far),
    ([, tar]) => y.place(tar),
  ).digits(1);
  const chance = rule(x.place(0), y.place(0), x.place(1), y.place(1), theme.faint, { 'stroke-dasharray': '3 4' });
  const lines = traces.map(({ points }, k) => {
    const { color, dash } = lineStyle(k);
    const stroke = { stroke: color, 'stroke-width': 2, 'stroke-linejoin': 'round', 'stroke-dasharray': dash };
    return element('path', { d: path(points)!, fill: 'none', ...stroke });
  });
  const entries = traces
    .map(({ area }, k) => ({ area, swatch: lineSwatch(lineStyle(k)), label: options.methods[k]!.name }))
    .sort((a, b) => b.area - a.area)
    .map(({ area, ...entry }) => ({ ...entry, value: `AUC ${area.toFixed(4)}` }));
  const key = legend(entries);
  const chart = {
    markup: axes(box, x, y, { verticalGrid: true }) + chance + lines.reverse().join(''),
    width: box.left + side,
    height: box.top + side + 38,
  };
  return figure(options, stack('row', 26, [chart, { ...key, markup: at(0, box.top, key.markup) }]));
}

function traceOf(pairs: JudgedPairs): { points: [number, number][]; area: number } {
  const { far, tar } = operatingPoints(pairs);
  const points = far.map((rate, k): [number, number] => [rate, tar[k]!]);
  return { points: corners(points), area: verification(pairs).rocAuc };
}

/** Without the points that lie on a straight run up or right: the line is the same. */
const corners = (points: [number, number][]): [number, number][] =>
  points.filter(([x, y], k) => {
    const [before, after] = [points[k - 1], points[k + 1]];
    return !before || !after || !((before[0] === x && after[0] === x) || (before[1] === y && after[1] === y));
  });
