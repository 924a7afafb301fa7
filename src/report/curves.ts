import { extent, quantile } from 'd3-array';
import { line } from 'd3-shape';
import { type Axis, axes, axisWidth, clipped, linearAxis } from './axes.ts';
import { someOf } from './checks.ts';
import { figure, type Heading, stack } from './figure.ts';
import { type Attributes, type Block, type Box, element } from './svg.ts';
import { text } from './text.ts';
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

export interface CurvesOptions extends Heading {
  /** In the order of the steps. */
  readonly loss: readonly StepValue[];
  readonly metrics?: readonly MetricCurve[];
}

const plotWidth = 720;
const perRow = 3;
const gap = 28;

/**
 * How a training went: the loss of each step, faint, with its running mean on top; below it each validation metric
 * against the epoch, in a panel of its own since they differ in range and direction. Values that are not finite leave gaps.
 */
export function curves({ loss, metrics = [], ...heading }: CurvesOptions): string {
  someOf('curves', 'loss', loss.length);
  const drawn = metrics.filter(({ values }) => values.length > 0);
  const rows = [lossPanel(loss)];
  for (let first = 0; first < drawn.length; first += perRow) {
    rows.push(stack('row', gap, drawn.slice(first, first + perRow).map(metricPanel)));
  }
  return figure(heading, stack('column', 22, rows));
}

function lossPanel(loss: readonly StepValue[]): Block {
  const finite = loss.map(({ value }) => value).filter(Number.isFinite);
  const low = Math.min(0, quantile(finite, 0.005) ?? 0);
  const high = quantile(finite, 0.995) ?? 1; // a few early spikes must not flatten the rest
  return panel('loss', 'step', loss, [low, high], { width: plotWidth, height: 230 }, (box, x, y) => {
    const raw = curve(thinnedFrames(loss), x, y, { stroke: theme.accent, 'stroke-opacity': 0.25 });
    return clipped(box, raw, curve(thinnedFrames(smoothed(loss)), x, y, { stroke: theme.accent, 'stroke-width': 2 }));
  });
}

function metricPanel({ name, values }: MetricCurve): Block {
  const [low = 0, high = 1] = extent(values.map(({ value }) => value).filter(Number.isFinite));
  const room = Math.max((high - low) * 0.12, 0.02);
  const range = [low - room, high <= 1 ? Math.min(1, high + room) : high + room] as const;
  const size = { width: (plotWidth - (perRow - 1) * gap) / perRow, height: 130 };
  return panel(name, 'epoch', values, range, { ...size, exact: true }, (box, x, y) => {
    const last = values.findLast(({ value }) => Number.isFinite(value));
    const trace = curve(values, x, y, { stroke: theme.contrast, 'stroke-width': 2 });
    return trace + (last ? lastValue(last, box, x, y) : '');
  });
}

/** A dot at the last value, and the number above it, or below where there is no room above. */
function lastValue({ step, value }: StepValue, box: Box, x: Axis, y: Axis): string {
  const [cx, cy] = [x.place(step), y.place(value)];
  const baseline = cy - box.top < 24 ? cy + 19 : cy - 9;
  const dot = element('circle', { cx, cy, r: 3.5, fill: theme.contrast });
  return dot + text(cx + 4, baseline, value.toFixed(3), { bold: true, halo: true, anchor: 'end' });
}

function panel(
  label: string,
  stepLabel: string,
  values: readonly StepValue[],
  range: readonly [number, number],
  { width, height, exact = false }: { width: number; height: number; exact?: boolean },
  draw: (box: Box, x: Axis, y: Axis) => string,
): Block {
  const top = 24;
  const y = linearAxis(label, range, [top + height, top], { count: 4, exact });
  const left = axisWidth(y);
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
function thinnedFrames(values: readonly StepValue[]): readonly StepValue[] {
  const stretch = Math.ceil(values.length / plotWidth);
  if (stretch <= 2) return values;
  const kept: StepValue[] = [];
  for (let start = 0; start < values.length; start += stretch) {
    const some = values.slice(start, start + stretch).sort((a, b) => a.value - b.value);
    kept.push(...[some[0]!, some.at(-1)!].sort((a, b) => a.step - b.step));
  }
  return kept;
}
