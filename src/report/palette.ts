import {
  type SymbolType,
  symbol,
  symbolCircle,
  symbolDiamond,
  symbolSquare,
  symbolStar,
  symbolTriangle,
} from 'd3-shape';

/** How the members of a class, or the line of a method, are drawn. */
export interface Style {
  readonly color: string;
  readonly shape: SymbolType;
  /** `stroke-dasharray` of a line, where colours alone repeat. */
  readonly dash: string | undefined;
}

/** Okabe & Ito 2008, without black and with a darker yellow that shows on white; then dark grey, brown and grey. */
const distinct = [
  '#0072b2',
  '#d55e00',
  '#009e73',
  '#cc79a7',
  '#56b4e9',
  '#e69f00',
  '#333b46',
  '#d3c127',
  '#8c5a3c',
  '#9aa3ad',
] as const;

/** For more classes than eyes can tell apart by colour: calm ones, neighbours in the list far apart in hue. */
const muted = [
  '#5b7fb4',
  '#c9805a',
  '#5f9e7d',
  '#b0779f',
  '#b3a152',
  '#6aa7b8',
  '#a86a6a',
  '#7a78b8',
  '#87a35a',
  '#8f7a66',
  '#4f8f9a',
  '#c492a0',
] as const;

const shapes: readonly SymbolType[] = [symbolCircle, symbolTriangle, symbolSquare, symbolDiamond, symbolStar];
const dashes = [undefined, '6 3', '2 2.5'] as const;

/** The look of class (or line) `index` out of `count`: up to ten by colour and shape, more by muted colours and their names. */
export function styleOf(index: number, count: number): Style {
  const colors = count <= distinct.length ? distinct : muted;
  return {
    color: colors[index % colors.length]!,
    shape: shapes[index % shapes.length]!,
    dash: dashes[Math.floor(index / colors.length) % dashes.length],
  };
}

/** The look of line `index`: distinct colours, then the same ones dashed. */
export const lineStyle = (index: number): Style => ({
  ...styleOf(index % distinct.length, distinct.length),
  dash: dashes[Math.floor(index / distinct.length) % dashes.length],
});

/** The outline of a marker as wide as a circle of `radius`, centred on the origin. */
export const markerPath = ({ shape }: Style, radius: number): string =>
  symbol(shape, Math.PI * radius ** 2).digits(2)()!;
