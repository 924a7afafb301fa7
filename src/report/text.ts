import { type Glyph, glyphOf, outlineOf } from './font.ts';
import { element, round } from './svg.ts';
import { theme } from './theme.ts';

/** How a line of text is set. The default is the regular face, size 11, dark, starting at x. */
export interface TextStyle {
  readonly size?: number;
  readonly bold?: boolean;
  readonly fill?: string;
  readonly anchor?: 'start' | 'middle' | 'end';
  /** A white rim that keeps text legible above points and lines. */
  readonly halo?: boolean;
}

const sizeOf = (style: TextStyle): number => style.size ?? theme.size.tick;

const setGlyphs = (content: string, style: TextStyle): Glyph[] =>
  [...content].map(char => glyphOf(char, style.bold ?? false));

/** The width of a line of text, in pixels. */
export const textWidth = (content: string, style: TextStyle = {}): number =>
  (setGlyphs(content, style).reduce((width, { advance }) => width + advance, 0) * sizeOf(style)) / 1000;

/**
 * A line of text with its baseline at y, drawn as outlines: no font is needed where the picture is looked at.
 * The glyphs are defined once a picture, by `definitions`.
 */
export function text(x: number, y: number, content: string, style: TextStyle = {}): string {
  const shift = { start: 0, middle: 0.5, end: 1 }[style.anchor ?? 'start'];
  const scale = sizeOf(style) / 1000;
  let pen = 0;
  let uses = '';
  for (const { id, path, advance } of setGlyphs(content, style)) {
    if (path !== '') uses += `<use href="#${id}" x="${Math.round(pen)}"/>`;
    pen += advance;
  }
  const start = round(x - shift * pen * scale);
  const rim = style.halo
    ? element('g', { stroke: '#fff', 'stroke-width': 3 / scale, 'stroke-linejoin': 'round', opacity: 0.85 }, uses)
    : '';
  const transform = `translate(${start} ${round(y)}) scale(${Number(scale.toFixed(5))})`;
  const attributes = { role: 'img', 'aria-label': content, transform, fill: style.fill ?? theme.ink };
  return element('g', attributes, rim + uses);
}

/** `<defs>` for the glyphs that a picture uses. */
export function definitions(body: string): string {
  const used = new Set(body.match(/(?<=href="#)nf\d+-\d+/g));
  return element('defs', {}, ...[...used].sort().map(id => element('path', { id, d: outlineOf(id) })));
}

/** The text, cut with an ellipsis where it is wider than `width` pixels. */
export function shorten(content: string, width: number, style: TextStyle = {}): string {
  if (textWidth(content, style) <= width) return content;
  const chars = [...content];
  while (chars.length > 1 && textWidth(`${chars.join('')}…`, style) > width) chars.pop();
  return `${chars.join('').trimEnd()}…`;
}

/** The text in lines no wider than `width` pixels, broken between words. */
export function wrap(content: string, width: number, style: TextStyle = {}): string[] {
  const lines: string[] = [];
  for (const word of content.split(/\s+/).filter(Boolean)) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && textWidth(longer, style) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.map(line => shorten(line, width, style));
}
