import { UsageError } from '../errors.ts';
import { Random } from '../random.ts';
import type { Dataset, DatasetParts } from './dataset.ts';
import { drawCharacter, inventCharacter } from './glyph-character.ts';

/** What `glyphs` takes. */
export interface GlyphsOptions {
  /** Which alphabets: another seed, other characters. Default 0. */
  readonly seed?: number;
  /** Characters in each part; no character is in two parts. Default 400, 50 and 100. */
  readonly classes?: Partial<Record<Part, number>>;
  /** Drawings of each character. Default 32. */
  readonly perClass?: number;
  /** Height and width of a drawing in pixels, from 8 to 256. Default 28. */
  readonly size?: number;
}

/** The options of `glyphs` where none are given: classes of each part, drawings of a class, height and width in pixels. */
export const GLYPHS_DEFAULTS = { classes: { train: 400, validation: 50, test: 100 }, perClass: 32, size: 28 } as const;

type Part = 'train' | 'validation' | 'test';

/**
 * An endless alphabet of handwriting-like characters, drawn rather than downloaded: white ink on black,
 * `uint8` [n, 1, size, size]. The same seed gives the same pixels on every machine, and asking for more
 * classes or drawings leaves those already there as they were.
 *
 * The way a character is made of strokes, and a drawing of a character, follows the idea of
 * Lake, Salakhutdinov & Tenenbaum, "Human-level concept learning through probabilistic program induction" (2015).
 *
 * @throws UsageError if a count is not a positive integer or `size` is out of range
 */
export function glyphs(options: GlyphsOptions = {}): DatasetParts & { readonly validation: Dataset } {
  const { seed = 0, perClass, size } = { ...GLYPHS_DEFAULTS, ...options };
  const classes = { ...GLYPHS_DEFAULTS.classes, ...options.classes };
  for (const [name, count] of Object.entries({ ...classes, perClass })) requireInteger(name, count, 1, Infinity);
  requireInteger('size', size, 8, 256);
  const draw = (part: Part): Dataset => drawPart(new Random(seed), part, classes[part], perClass, size);
  return { train: draw('train'), validation: draw('validation'), test: draw('test') };
}

function drawPart(random: Random, part: Part, classes: number, perClass: number, size: number): Dataset {
  const pixels = new Uint8Array(classes * perClass * size * size);
  for (let i = 0; i < classes; i++) {
    const hand = random.fork(`${part} ${i}`);
    const character = inventCharacter(hand);
    for (let j = 0; j < perClass; j++) {
      const start = (i * perClass + j) * size * size;
      drawCharacter(character, hand, pixels.subarray(start, start + size * size), size);
    }
  }
  return {
    name: 'glyphs',
    samples: { data: pixels, shape: [classes * perClass, 1, size, size] },
    labels: Int32Array.from({ length: classes * perClass }, (_, i) => Math.floor(i / perClass)),
    classNames: Array.from({ length: classes }, (_, i) => `${part}-${i}`),
  };
}

function requireInteger(name: string, value: number, low: number, high: number): void {
  if (Number.isInteger(value) && value >= low && value <= high) return;
  const range = high === Infinity ? `of at least ${low}` : `from ${low} to ${high}`;
  throw new UsageError({ who: 'glyphs', expected: `${name} to be an integer ${range}`, got: String(value) });
}
