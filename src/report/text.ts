import { type Glyph, glyphOf, outlineOf } from './font.ts';
import { element, printable, round } from './svg.ts';
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

/** Characters that are drawn of one text at most. */
const longest = 400;

/** The text as it is drawn: control characters and line breaks are spaces, and more than 400 characters end in an ellipsis. */
export function drawable(content: string): string {
  const clean = printable(content.slice(0, 2 * longest)).replace(/\s/g, ' ');
  const chars = [...clean];
  return chars.length > longest || content.length > 2 * longest ? `${chars.slice(0, longest - 1).join('')}…` : clean;
}

const sizeOf = (style: TextStyle): number => style.size ?? theme.size.tick;

const setGlyphs = (content: string, style: TextStyle): Glyph[] =>
  [...drawable(content)].map(char => glyphOf(char, style.bold ?? false));

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
    ? element(
        'g',
        { stroke: theme.background, 'stroke-width': 3 / scale, 'stroke-linejoin': 'round', opacity: 0.85 },
        uses,
      )
    : '';
  const transform = `translate(${start} ${round(y)}) scale(${Number(scale.toFixed(5))})`;
  const attributes = { role: 'img', 'aria-label': drawable(content), transform, fill: style.fill ?? theme.ink };
  return element('g', attributes, rim + uses);
}

/** `<defs>` for the glyphs that a picture uses. */
export function definitions(body: string): string {
  const used = new Set(body.match(/(?<=href="#)nf\d+-\d+/g));
  return element('defs', {}, ...[...used].sort().map(id => element('path', { id, d: outlineOf(id) })));
}

/** How many of the characters, from the first on, are no wider than `width` pixels together. */
function fitting(chars: readonly string[], width: number, style: TextStyle): number {
  let used = 0;
  const count = chars.findIndex(char => {
    used += textWidth(char, style);
    return used > width;
  });
  return count < 0 ? chars.length : count;
}

/** The text, cut with an ellipsis where it is wider than `width` pixels. */
export function shorten(content: string, width: number, style: TextStyle = {}): string {
  const chars = [...drawable(content)];
  if (fitting(chars, width, style) === chars.length) return chars.join('');
  const count = Math.max(1, fitting(chars, width - textWidth('…', style), style));
  return `${chars.slice(0, count).join('').trimEnd()}…`;
}

/** The text, its beginning cut with an ellipsis where it is wider than `width` pixels. */
function endOf(content: string, width: number, style: TextStyle): string {
  const backwards = [...content].reverse();
  if (fitting(backwards, width, style) === backwards.length) return content;
  const count = Math.max(1, fitting(backwards, width - textWidth('…', style), style));
  return `…${backwards.slice(0, count).reverse().join('').trimStart()}`;
}

/** The text in lines no wider than `width` pixels, broken between words. */
export function wrap(content: string, width: number, style: TextStyle = {}): string[] {
  const lines: string[] = [];
  for (const word of drawable(content).split(/\s+/).filter(Boolean)) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && textWidth(longer, style) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.map(line => shorten(line, width, style));
}

/**
 * A name in one or two lines no wider than `width` pixels, broken behind a space or a sign where there is one. Of a longer
 * name the second line keeps the end, which tells more names apart than the middle.
 */
export function nameLines(name: string, width: number, style: TextStyle = {}): string[] {
  const chars = [...drawable(name).trim()];
  const most = fitting(chars, width, style);
  if (most === chars.length) return [chars.join('')];
  const places = Array.from({ length: most }, (_, k) => k + 1).filter(k => /[\s/_.:,-]/.test(chars[k - 1]!));
  const head = Math.max(1, places.findLast(place => place > most / 3) ?? most);
  return [chars.slice(0, head).join('').trim(), endOf(chars.slice(head).join('').trim(), width, style)];
}
