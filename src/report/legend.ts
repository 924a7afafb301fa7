import { lineStyle, markerPath, type Style, styleOf } from './palette.ts';
import { at, type Block, element, rule } from './svg.ts';
import { shorten, text, textWidth } from './text.ts';
import { theme } from './theme.ts';

/** One line of a legend. */
export interface Entry {
  /** Drawn in 20 × 14 pixels, centred on the origin. */
  readonly swatch: string;
  readonly label: string;
  /** A number or remark to the right. */
  readonly value?: string;
}

const rowHeight = 20;
const swatchWidth = 26;

/** The entries below each other; labels wider than 170 pixels are cut. */
export function legend(entries: readonly Entry[]): Block {
  const style = { size: theme.size.label };
  const labels = entries.map(({ label }) => shorten(label, 170, style));
  const valueLeft = swatchWidth + Math.max(0, ...labels.map(label => textWidth(label, style))) + 14;
  const valueStyle = { size: theme.size.label, fill: theme.muted };
  const width = Math.max(valueLeft - 14, ...entries.map(({ value }) => valueLeft + textWidth(value ?? '', valueStyle)));
  const rows = entries.map(({ swatch, value }, row) =>
    at(
      0,
      row * rowHeight + rowHeight / 2,
      at(10, 0, swatch) + text(swatchWidth, 4, labels[row]!, style),
      value === undefined ? '' : text(valueLeft, 4, value, valueStyle),
    ),
  );
  return { markup: element('g', {}, ...rows), width, height: entries.length * rowHeight };
}

export const markerSwatch = (style: Style): string => element('path', { d: markerPath(style, 5), fill: style.color });

export const lineSwatch = ({ color, dash }: Style = lineStyle(0)): string =>
  rule(-10, 0, 10, 0, color, { 'stroke-width': 2.5, 'stroke-dasharray': dash });

export const areaSwatch = (color: string): string =>
  element('rect', { x: -9, y: -6, width: 18, height: 12, fill: color, 'fill-opacity': 0.35, stroke: color });

const mostClasses = 20;

/** A marker and a name for each class that occurs, `top` pixels down; none where there are more than twenty. */
export function classLegend(labels: ArrayLike<number>, classNames: readonly string[], top: number): Block[] {
  const used = [...new Set(Array.from(labels))].sort((a, b) => a - b);
  if (used.length > mostClasses) return [];
  const swatch = (label: number) => markerSwatch(styleOf(label, classNames.length));
  const block = legend(used.map(label => ({ swatch: swatch(label), label: classNames[label]! })));
  return [{ ...block, markup: at(0, top, block.markup), height: block.height + top }];
}
