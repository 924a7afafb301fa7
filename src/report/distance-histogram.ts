import { extent } from 'd3-array';
import { area, curveStepAfter } from 'd3-shape';
import { NearfarError } from '../errors.ts';
import type { Pairs } from '../evaluation/roc-curve.ts';
import { type Axis, axes, axisWidth, linearAxis } from './axes.ts';
import { equallyLong, finite, someOf } from './checks.ts';
import { figure, type Heading, stack } from './figure.ts';
import { areaSwatch, legend } from './legend.ts';
import { at, type Block, type Box, element, rule } from './svg.ts';
import { text, textWidth } from './text.ts';
import { theme } from './theme.ts';

/** Pairs of some part of the data. */
export interface PairGroup extends Pairs {
  /** Which part, where there are several. */
  readonly name?: string;
}

/** What `distanceHistogram` draws. */
export interface DistanceHistogramOptions extends Heading {
  /** A panel each, side by side on the same axes. */
  readonly groups: readonly PairGroup[];
  /** Pairs up to this distance count as one class. */
  readonly threshold: number;
  /**
   * What the distances are called.
   * @default 'distance'
   */
  readonly measure?: string;
}

const bins = 60;
const colors = [theme.accent, theme.contrast];

interface Group {
  readonly name: string;
  /** The distances of the pairs of one class, then of those of two. */
  readonly kinds: readonly [readonly number[], readonly number[]];
}

/**
 * How the distances of same and of different pairs are spread, each kind as shares of its own number, with the threshold
 * and what it gets wrong.
 *
 * @throws NearfarError where a group has pairs of one kind only, or a number is not finite
 */
export function distanceHistogram(options: DistanceHistogramOptions): string {
  const { threshold, measure = 'distance' } = options;
  someOf('distanceHistogram', 'group of pairs', options.groups.length);
  finite('distanceHistogram', 'threshold', [threshold]);
  const groups = options.groups.map(checked);
  const [least, high] = extent([...groups.flatMap(({ kinds }) => kinds.flat()), threshold]) as [number, number];
  const low = Math.min(0, least);
  const shares = groups.map(({ kinds }) => kinds.map(kind => sharesOf(kind, low, high)));
  const top = Math.max(...shares.flat(2).map(([, share]) => share));
  const named = groups.some(({ name }) => name !== '');
  const size = { width: groups.length === 1 ? 560 : 430, height: 280 };
  const yOf = (start: number) =>
    linearAxis('share of pairs', [0, top], [start + size.height, start], { count: 5, format: '%' });
  const box = { left: axisWidth(yOf(0)), top: 34, ...size };
  const x = linearAxis(measure, [low, high], [box.left, box.left + box.width], { exact: true });
  const panels = groups.map(({ name, kinds }, k) => {
    const chart: Block = {
      markup:
        axes(box, x, yOf(box.top)) + areas(shares[k]!, x, yOf(box.top)) + mark(x.place(threshold), box, threshold),
      width: box.left + box.width,
      height: box.top + box.height + 38,
    };
    const key = legend(entries(kinds, threshold));
    const title = { markup: text(box.left, 11, name, { bold: true, size: theme.size.label }), width: 0, height: 14 };
    const above = named ? [title] : [];
    return stack('column', 14, [...above, { ...key, markup: at(box.left, 0, key.markup) }, chart]);
  });
  return figure(options, stack('row', 26, panels, { apart: panels.length > 1 }));
}

function checked({ name = '', distances, same }: PairGroup): Group {
  equallyLong('distanceHistogram', 'same/different marks for the distances', distances.length, same.length);
  finite('distanceHistogram', 'distances', distances);
  const of = (kind: boolean) => Array.from(distances).filter((_, i) => Boolean(same[i]) === kind);
  const kinds = [of(true), of(false)] as const;
  if (kinds.every(kind => kind.length > 0)) return { name, kinds };
  const got = `${kinds[0].length} same and ${kinds[1].length} different`;
  throw new NearfarError({ who: 'distanceHistogram', expected: 'same and different pairs', got });
}

/** The start of each bin and the share of values in it; the last pair closes the outline. */
function sharesOf(values: readonly number[], low: number, high: number): [number, number][] {
  const width = (high - low || 1) / bins;
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) counts[Math.min(bins - 1, Math.floor((value - low) / width))]!++;
  const starts = counts.map((count, k): [number, number] => [low + k * width, count / values.length]);
  return [...starts, [high, 0]];
}

function areas(shares: readonly (readonly [number, number][])[], x: Axis, y: Axis): string {
  const shape = area<readonly [number, number]>(
    ([start]) => x.place(start),
    y.place(0),
    ([, share]) => y.place(share),
  )
    .curve(curveStepAfter)
    .digits(1);
  const drawn = shares.map((share, k) => {
    const fill = { fill: colors[k], 'fill-opacity': 0.35, stroke: colors[k], 'stroke-width': 1.2 };
    return element('path', { d: shape(share)!, ...fill });
  });
  return drawn.join('');
}

const entries = ([alike, unlike]: Group['kinds'], threshold: number) =>
  [
    { kind: alike, label: 'same class', verb: 'rejected', wrong: (d: number) => d > threshold },
    { kind: unlike, label: 'different classes', verb: 'accepted', wrong: (d: number) => d <= threshold },
  ].map(({ kind, label, verb, wrong }, k) => ({
    swatch: areaSwatch(colors[k]!),
    label: `${label}, ${kind.length.toLocaleString('en')} pairs`,
    values: [`${((100 * kind.filter(wrong).length) / kind.length).toFixed(1)}% wrongly ${verb}`],
  }));

function mark(x: number, box: Box, value: number): string {
  const label = `threshold ${String(Number(value.toPrecision(3))).replace('-', '−')}`;
  const style = { bold: true, size: theme.size.tick };
  const onLeft = x + textWidth(label, style) + 8 > box.left + box.width;
  return (
    rule(x, box.top - 20, x, box.top + box.height, theme.ink, { 'stroke-width': 1.5, 'stroke-dasharray': '5 3' }) +
    text(onLeft ? x - 6 : x + 6, box.top - 10, label, { ...style, anchor: onLeft ? 'end' : 'start', halo: true })
  );
}
