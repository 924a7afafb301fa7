import { lineStyle, markerPath, type Style, styleOf } from './palette.ts';
import { usedClasses } from './points.ts';
import { at, type Block, element, rule } from './svg.ts';
import { shorten, text, textWidth } from './text.ts';
import { theme } from './theme.ts';

/** One line of a legend. */
export interface Entry {
  /** Drawn in 20 × 14 pixels, centred on the origin. */
  readonly swatch: string;
  readonly label: string;
  /** Numbers or remarks to the right. */
  readonly values?: readonly string[];
}

const rowHeight = 20;
const swatchWidth = 26;

/** The entries below each other, their values in columns; labels wider than 170 pixels are cut. */
export function legend(entries: readonly Entry[]): Block {
  const style = { size: theme.size.label };
  const labels = entries.map(({ label }) => shorten(label, 170, style));
  const columns = Math.max(...entries.map(({ values = [] }) => values.length));
  const widest = (texts: readonly string[]) => Math.max(0, ...texts.map(each => textWidth(each, style)));
  const lefts = [swatchWidth + widest(labels) + 14];
  for (let k = 0; k < columns; k++) lefts.push(lefts[k]! + widest(entries.map(({ values }) => values?.[k] ?? '')) + 14);
  const rows = entries.map(({ swatch, values = [] }, row) =>
    at(
      0,
      row * rowHeight + rowHeight / 2,
      at(10, 0, swatch) + text(swatchWidth, 4, labels[row]!, style),
      ...values.map((value, k) => text(lefts[k]!, 4, value, { ...style, fill: theme.muted })),
    ),
  );
  return { markup: element('g', {}, ...rows), width: lefts.at(-1)! - 14, height: entries.length * rowHeight };
}

/** The marker of a class. */
export const markerSwatch = (style: Style): string => element('path', { d: markerPath(style, 5), fill: style.color });

/** A piece of a method's line. */
export const lineSwatch = ({ color, dash }: Style = lineStyle(0)): string =>
  rule(-10, 0, 10, 0, color, { 'stroke-width': 2.5, 'stroke-dasharray': dash });

/** A piece of a filled area. */
export const areaSwatch = (color: string): string =>
  element('rect', { x: -9, y: -6, width: 18, height: 12, fill: color, 'fill-opacity': 0.35, stroke: color });

const mostClasses = 20;

/** A marker and a name for each class that occurs, `top` pixels down; none where there are more than twenty. */
export function classLegend(labels: ArrayLike<number>, classNames: readonly string[], top: number): Block[] {
  const used = usedClasses(labels);
  if (used.length > mostClasses) return [];
  const swatch = (label: number) => markerSwatch(styleOf(label, classNames.length));
  const block = legend(used.map(label => ({ swatch: swatch(label), label: classNames[label]! })));
  return [{ ...block, markup: at(0, top, block.markup), height: block.height + top }];
}
