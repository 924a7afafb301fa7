import { readFileSync } from 'node:fs';
import opentype from 'opentype.js';

/** One glyph: its outline on an em of 1000 with the baseline at 0, and how far it moves the pen. */
export interface Glyph {
  readonly id: string;
  readonly path: string;
  readonly advance: number;
}

/** Inter, as published by Fontsource, in the subsets shipped under `assets/fonts` (SIL Open Font License). */
const files = ['latin-400', 'latin-ext-400', 'greek-400', 'cyrillic-400', 'latin-600'] as const;
const regular = [0, 1, 2, 3];
const boldFirst = [4, ...regular];

const fonts: (opentype.Font | undefined)[] = [];

function font(face: number): opentype.Font {
  fonts[face] ??= parse(new URL(`../../assets/fonts/inter-${files[face]}.woff`, import.meta.url));
  return fonts[face];
}

function parse(file: URL): opentype.Font {
  const bytes = readFileSync(file);
  return opentype.parse(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer);
}

const glyphs = new Map<string, Glyph>();
const outlines = new Map<string, string>();

/** The outline of a glyph that was handed out before, by its id. */
export const outlineOf = (id: string): string => outlines.get(id)!;

/** The glyph that draws a character, from the first face that has it; a box where none has. */
export function glyphOf(char: string, isBold: boolean): Glyph {
  const key = `${isBold ? 'b' : 'r'}${char}`;
  let glyph = glyphs.get(key);
  if (glyph === undefined) {
    const face = (isBold ? boldFirst : regular).find(face => font(face).charToGlyphIndex(char) > 0);
    glyph = outline(face ?? 0, char);
    glyphs.set(key, glyph);
    outlines.set(glyph.id, glyph.path);
  }
  return glyph;
}

// The id names the face and the glyph, so that two pictures on one page may define the same id: it is the same glyph.
function outline(face: number, char: string): Glyph {
  const { unitsPerEm } = font(face);
  const glyph = font(face).charToGlyph(char);
  return {
    id: `nf${face}-${glyph.index}`,
    path: glyph.getPath(0, 0, 1000).toPathData(0),
    advance: ((glyph.advanceWidth ?? 0) * 1000) / unitsPerEm,
  };
}
