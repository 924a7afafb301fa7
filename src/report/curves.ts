import { extent, quantile } from 'd3-array';
import { line } from 'd3-shape';
import { type Axis, axes, axisWidth, clipped, linearAxis } from './axes.ts';
import { someOf } from './checks.ts';
import { figure, type Heading, stack } from './figure.ts';
import { type Attributes, type Block, type Box, element } from './svg.ts';
import { text, textWidth } from './text.ts';
import { theme } from './theme.ts';

/** A value of a training, at a step or at an epoch. */
export interface StepValue {
  readonly step: number;
  readonly value: number;
}

/** How a validation metric went, epoch by epoch. */
export interface MetricCurve {
  readonly name: string;
  /** `step` counts epochs here. */
  readonly values: readonly StepValue[];
}

/** What `curves` draws. */
export interface CurvesOptions extends Heading {
  /** In the order of the steps. */
  readonly loss: readonly StepValue[];
  /** The share of tuples that a miner still chooses, step by step, from 0 to 1. */
  readonly active?: readonly StepValue[];
  readonly metrics?: readonly MetricCurve[];
}

const plotWidth = 720;
const perRow = 3;
const gap = 28;
/** What the labels of an axis of shares take on its left. */
const percentWidth = (): number => textWidth('100%') + 8;
const panelWidth = (plotWidth - (perRow - 1) * gap) / perRow;

/**
 * How a training went: the loss of each step, faint, with its running mean on top, and below it the share of active tuples
 * and each validation metric against the epoch, in a panel of its own since they differ in range and direction. A metric
 * with a single value is written as a number. Values that are not finite leave gaps.
 *
 * @throws NearfarError where there is no loss
 */
export function curves({ loss, active = [], metrics = [], ...heading }: CurvesOptions): string {
  someOf('curves', 'loss', loss.length);
  const drawn = metrics.filter(({ values }) => values.length > 0);
  const rows = [lossPanel(loss, active.length > 1), ...(active.length > 1 ? [activePanel(active)] : [])];
  for (let first = 0; first < drawn.length; first += perRow) {
    rows.push(stack('row', gap, drawn.slice(first, first + perRow).map(metricPanel)));
  }
  return figure(heading, stack('column', 22, rows));
}

function activePanel(active: readonly StepValue[]): Block {
  const size = { width: plotWidth, height: 110, exact: true, format: '%', left: percentWidth() };
  return panel('share of tuples still active', 'step', active, [0, 1], size, (_, x, y) =>
    smoothedCurve(active, x, y, theme.right),
  );
}

/** The values, faint, and their running mean. */
const smoothedCurve = (values: readonly StepValue[], x: Axis, y: Axis, stroke: string): string =>
  curve(thinned(values), x, y, { stroke, 'stroke-opacity': 0.25 }) +
  curve(thinned(smoothed(values)), x, y, { stroke, 'stroke-width': 2 });

function lossPanel(loss: readonly StepValue[], aboveShares: boolean): Block {
  const finite = loss.map(({ value }) => value).filter(Number.isFinite);
  const low = Math.min(0, quantile(finite, 0.005) ?? 0);
  const high = quantile(finite, 0.995) ?? 1; // a few early spikes must not flatten the rest
  return panel(
    'loss',
    'step',
    loss,
    [low, high],
    { width: plotWidth, height: 230, ...(aboveShares && { left: percentWidth() }) },
    (box, x, y) => {
      return clipped(box, smoothedCurve(loss, x, y, theme.accent));
    },
  );
}

function metricPanel({ name, values }: MetricCurve): Block {
  if (values.length === 1) return singleValue(name, values[0]!);
  const [low = 0, high = 1] = extent(values.map(({ value }) => value).filter(Number.isFinite));
  const room = Math.max((high - low) * 0.12, 0.02);
  const range = [low - room, high <= 1 ? Math.min(1, high + room) : high + room] as const;
  const size = { width: panelWidth, height: 130 };
  return panel(name, 'epoch', values, range, { ...size, exact: true }, (box, x, y) => {
    const last = values.findLast(({ value }) => Number.isFinite(value));
    const trace = curve(values, x, y, { stroke: theme.contrast, 'stroke-width': 2 });
    return trace + (last ? lastValue(last, box, x, y) : '');
  });
}

/** A curve of one value would be axes around a point. */
function singleValue(name: string, { step, value }: StepValue): Block {
  const number = Number.isFinite(value) ? value.toFixed(3) : '–';
  const remark = { size: theme.size.label, fill: theme.muted };
  const markup =
    text(0, 11, name, { size: theme.size.label }) +
    text(0, 34, number, { bold: true, size: 20, fill: theme.contrast }) +
    text(textWidth(number, { bold: true, size: 20 }) + 8, 34, `after epoch ${step}`, remark);
  return { markup, width: panelWidth, height: 40 };
}

/** A dot at the last value, and the number above it, or below where there is no room above. */
function lastValue({ step, value }: StepValue, box: Box, x: Axis, y: Axis): string {
  const [cx, cy] = [x.place(step), y.place(value)];
  const baseline = cy - box.top < 24 ? cy + 19 : cy - 9;
  const dot = element('circle', { cx, cy, r: 3.5, fill: theme.contrast });
  return dot + text(cx + 4, baseline, value.toFixed(3), { bold: true, halo: true, anchor: 'end' });
}

interface PanelOptions {
  readonly width: number;
  readonly height: number;
  /** What is left free for labels on the left, so that panels stand in line. */
  readonly left?: number;
  readonly exact?: boolean;
  readonly format?: string;
}

function panel(
  label: string,
  stepLabel: string,
  values: readonly StepValue[],
  range: readonly [number, number],
  { width, height, left: room = 0, exact = false, format = '' }: PanelOptions,
  draw: (box: Box, x: Axis, y: Axis) => string,
): Block {
  const top = 24;
  const y = linearAxis(label, range, [top + height, top], { count: 4, exact, format });
  const left = Math.max(room, axisWidth(y));
  const box = { left, top, width: width - left - 6, height };
  const last = Math.max(1, values.at(-1)!.step);
  const count = Math.min(last, Math.round(box.width / 70)); // steps and epochs are whole numbers
  const x = linearAxis(stepLabel, [0, last], [left, left + box.width], { exact: true, count });
  return { markup: axes(box, x, y) + draw(box, x, y), width, height: top + height + 40 };
}

const curve = (values: readonly StepValue[], x: Axis, y: Axis, more: Attributes): string =>
  element('path', {
    d:
      line<StepValue>()
        .defined(({ value }) => Number.isFinite(value))
        .x(({ step }) => x.place(step))
        .y(({ value }) => y.place(value))
        .digits(1)(values) ?? '',
    fill: 'none',
    'stroke-linejoin': 'round',
    'stroke-linecap': 'round',
    ...more,
  });

/** The exponential running mean over a fortieth of the steps, ten at least, unbiased at the start (Kingma & Ba 2014, §3). */
function smoothed(values: readonly StepValue[]): StepValue[] {
  const decay = 1 - 1 / Math.max(10, values.length / 40);
  let [mean, weight] = [0, 0];
  return values.map(({ step, value }) => {
    if (!Number.isFinite(value)) return { step, value };
    mean = decay * mean + (1 - decay) * value;
    weight = decay * weight + (1 - decay);
    return { step, value: mean / weight };
  });
}

/** At most two values a pixel: the lowest and the highest of each stretch, in their order. */
function thinned(values: readonly StepValue[]): readonly StepValue[] {
  const stretch = Math.ceil(values.length / plotWidth);
  if (stretch <= 2) return values;
  const kept: StepValue[] = [];
  for (let start = 0; start < values.length; start += stretch) {
    const some = values.slice(start, start + stretch).sort((a, b) => a.value - b.value);
    kept.push(...[some[0]!, some.at(-1)!].sort((a, b) => a.step - b.step));
  }
  return kept;
}
