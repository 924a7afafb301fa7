import { scaleLinear, scaleLog } from 'd3-scale';
import { at, type Box, element, rule } from './svg.ts';
import { text, textWidth } from './text.ts';
import { theme } from './theme.ts';

/** Where values go along one side of a chart, and which of them are written there. */
export interface Axis {
  readonly label: string;
  readonly place: (value: number) => number;
  readonly ticks: readonly { readonly value: number; readonly label: string }[];
}

/** A linear axis from `low` to `high` (widened to round numbers unless `exact`), drawn from pixel `from` to pixel `to`. */
export function linearAxis(
  label: string,
  [low, high]: readonly [number, number],
  [from, to]: readonly [number, number],
  { exact = false, count = Math.max(2, Math.round(Math.abs(to - from) / 70)), format = '' } = {},
): Axis {
  const scale = scaleLinear([low, high === low ? low + 1 : high], [from, to]);
  if (!exact) scale.nice(count);
  const write = format === '' ? scale.tickFormat(count) : scale.tickFormat(count, format);
  return {
    label,
    place: value => scale(value),
    ticks: scale.ticks(count).map(value => ({ value, label: write(value) })),
  };
}

/** A logarithmic axis of shares from the power of ten `low` to 1; what is below `low` stands at its start. */
export function logAxis(
  label: string,
  [low, high]: readonly [number, number],
  pixels: readonly [number, number],
): Axis {
  const scale = scaleLog([low, high], pixels).clamp(true);
  const powers = Math.round(Math.log10(high / low));
  const values = Array.from({ length: powers + 1 }, (_, k) => low * 10 ** k);
  const write = (value: number) => `${Number((100 * value).toPrecision(1))}%`;
  return {
    label,
    place: value => scale(Math.max(value, low)),
    ticks: values.map(value => ({ value, label: write(value) })),
  };
}

/** The pixels that the labels of a vertical axis take on its left. */
export const axisWidth = ({ ticks }: Axis): number => Math.max(...ticks.map(({ label }) => textWidth(label)), 10) + 8;

/** Grid, tick labels and axis labels around `box`: the label of y stands above it, the label of x below it. */
export function axes(box: Box, x: Axis, y: Axis, { verticalGrid = false } = {}): string {
  const bottom = box.top + box.height;
  const right = box.left + box.width;
  const style = { fill: theme.muted, size: theme.size.tick };
  const horizontal = y.ticks.map(
    ({ value, label }) =>
      rule(box.left, y.place(value), right, y.place(value), theme.grid) +
      text(box.left - 8, y.place(value) + 4, label, { ...style, anchor: 'end' }),
  );
  const vertical = x.ticks.map(
    ({ value, label }) =>
      (verticalGrid ? rule(x.place(value), box.top, x.place(value), bottom, theme.grid) : '') +
      rule(x.place(value), bottom, x.place(value), bottom + 4, theme.rule) +
      text(x.place(value), bottom + 17, label, { ...style, anchor: 'middle' }),
  );
  const labels =
    text(box.left, box.top - 9, y.label, { ...style, fill: theme.ink }) +
    text(right, bottom + (x.ticks.length > 0 ? 35 : 17), x.label, { ...style, fill: theme.ink, anchor: 'end' });
  return element('g', {}, ...horizontal, ...vertical, rule(box.left, bottom, right, bottom, theme.rule), labels);
}

/** What is drawn inside `box`, and nothing outside it: moved there as a nested viewport. */
export const clipped = (box: Box, ...children: readonly string[]): string =>
  element(
    'svg',
    { x: box.left, y: box.top, width: box.width, height: box.height, overflow: 'hidden' },
    at(-box.left, -box.top, ...children),
  );
