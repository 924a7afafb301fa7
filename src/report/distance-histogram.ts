import { extent } from 'd3-array';
import { area, curveStepAfter } from 'd3-shape';
import { NearfarError } from '../errors.ts';
import { axes, axisWidth, linearAxis } from './axes.ts';
import { equallyLong, finite } from './checks.ts';
import { figure, type Heading, stack } from './figure.ts';
import { areaSwatch, legend } from './legend.ts';
import { at, element, rule } from './svg.ts';
import { text, textWidth } from './text.ts';
import { theme } from './theme.ts';

export interface DistanceHistogramOptions extends Heading {
  readonly distances: ArrayLike<number>;
  /** Whether each pair is of one class. */
  readonly same: ArrayLike<boolean | number>;
  /** Pairs up to this distance are judged to be the same. */
  readonly threshold: number;
}

const bins = 60;

/**
 * How the distances of same and of different pairs are spread, each kind as shares of its own number, with the threshold
 * and what it gets wrong.
 */
export function distanceHistogram(options: DistanceHistogramOptions): string {
  const { distances, same, threshold } = options;
  equallyLong('distanceHistogram', 'same/different marks for the distances', distances.length, same.length);
  finite('distanceHistogram', 'distances', distances);
  finite('distanceHistogram', 'threshold', [threshold]);
  const kinds = [true, false].map(kind => Array.from(distances).filter((_, i) => Boolean(same[i]) === kind));
  const [alike, unlike] = kinds as [number[], number[]];
  if (alike.length === 0 || unlike.length === 0) {
    const got = `${alike.length} same and ${unlike.length} different`;
    throw new NearfarError({ who: 'distanceHistogram', expected: 'same and different pairs', got });
  }
  const [low, high] = extent([...Array.from(distances), threshold]) as [number, number];
  const shares = kinds.map(kind => sharesOf(kind, Math.min(0, low), high));
  const size = { width: 560, height: 280 };
  const top = Math.max(...shares.flat().map(([, share]) => share));
  const yOf = (start: number) =>
    linearAxis('share of pairs', [0, top], [start + size.height, start], { count: 5, format: '%' });
  const box = { left: axisWidth(yOf(0)), top: 34, ...size };
  const y = yOf(box.top);
  const x = linearAxis('distance', [Math.min(0, low), high], [box.left, box.left + box.width], { exact: true });
  const colors = [theme.accent, theme.contrast];
  const shape = area<readonly [number, number]>(
    ([start]) => x.place(start),
    y.place(0),
    ([, share]) => y.place(share),
  )
    .curve(curveStepAfter)
    .digits(1);
  const areas = shares.map((share, k) =>
    element('path', {
      d: shape(share)!,
      fill: colors[k],
      'fill-opacity': 0.35,
      stroke: colors[k],
      'stroke-width': 1.2,
    }),
  );
  const entries = [
    { kind: alike, label: 'same class', verb: 'rejected', wrong: (d: number) => d > threshold },
    { kind: unlike, label: 'different classes', verb: 'accepted', wrong: (d: number) => d <= threshold },
  ].map(({ kind, label, verb, wrong }, k) => ({
    swatch: areaSwatch(colors[k]!),
    label: `${label}, ${kind.length.toLocaleString('en')} pairs`,
    value: `${((100 * kind.filter(wrong).length) / kind.length).toFixed(1)}% wrongly ${verb}`,
  }));
  const chart = {
    markup: axes(box, x, y) + areas.join('') + thresholdMark(x.place(threshold), box, threshold),
    width: box.left + box.width,
    height: box.top + box.height + 38,
  };
  const key = legend(entries);
  return figure(options, stack('column', 14, [{ ...key, markup: at(box.left, 0, key.markup) }, chart]));
}

/** The start of each bin and the share of values in it; the last pair closes the outline. */
function sharesOf(values: readonly number[], low: number, high: number): [number, number][] {
  const width = (high - low || 1) / bins;
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) counts[Math.min(bins - 1, Math.floor((value - low) / width))]!++;
  const starts = counts.map((count, k): [number, number] => [low + k * width, count / values.length]);
  return [...starts, [high, 0]];
}

function thresholdMark(
  x: number,
  box: { left: number; top: number; width: number; height: number },
  value: number,
): string {
  const label = `threshold ${Number(value.toPrecision(3))}`;
  const style = { bold: true, size: theme.size.tick };
  const onLeft = x + textWidth(label, style) + 8 > box.left + box.width;
  return (
    rule(x, box.top - 20, x, box.top + box.height, theme.ink, { 'stroke-width': 1.5, 'stroke-dasharray': '5 3' }) +
    text(onLeft ? x - 6 : x + 6, box.top - 10, label, { ...style, anchor: onLeft ? 'end' : 'start', halo: true })
  );
}
