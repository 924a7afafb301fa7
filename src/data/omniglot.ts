import sharp from 'sharp';
import { NearfarError, UsageError } from '../errors.ts';
import type { NdArray } from '../nd-array.ts';
import type { Dataset } from './dataset.ts';
import type { NamedBytes } from './gunzip.ts';
import { shrink } from './shrink.ts';
import type { ImageOptions } from './sources/source.ts';
import { selectClasses } from './splits.ts';
import { unzipped, type ZipBounds } from './zip.ts';

/**
 * What Omniglot's zip files hold at most: a drawing is 105 × 105 pixels, black or white, in some 300 bytes (plain it were
 * 11 025), and the largest set has 19 280 of them.
 */
export const BOUNDS: ZipBounds = { entryBytes: 1 << 16, totalBytes: 1 << 26 };
const MOST_PIXELS = 1 << 20;

/** Drawings decoded at a time. */
const AT_ONCE = 64;

/** Drawings with a name each, decoded: `uint8` [n, 1, size, size]. Pixels are averaged over their area. */
export async function readDrawings(
  drawings: readonly NamedBytes[],
  { size = 28, invert = true }: ImageOptions = {},
): Promise<NdArray<Uint8Array>> {
  if (!Number.isInteger(size) || size < 8 || size > 105) {
    throw new UsageError({ who: 'omniglot', expected: 'size to be an integer from 8 to 105', got: String(size) });
  }
  const data = new Uint8Array(drawings.length * size * size);
  for (let start = 0; start < drawings.length; start += AT_ONCE) {
    const decoded = await Promise.all(drawings.slice(start, start + AT_ONCE).map(drawing => decode(drawing, size)));
    decoded.forEach((pixels, i) => {
      data.set(invert ? pixels.map(ink => 255 - ink) : pixels, (start + i) * size * size);
    });
  }
  return { data, shape: [drawings.length, 1, size, size] };
}

async function decode({ name, bytes }: NamedBytes, size: number): Promise<Uint8Array> {
  try {
    const { data, info } = await sharp(bytes, { limitInputPixels: MOST_PIXELS })
      .flatten()
      .toColourspace('b-w')
      .raw()
      .toBuffer({ resolveWithObject: true });
    return shrink(data, info.height, info.width, size);
  } catch (cause) {
    throw new NearfarError({ who: name, expected: 'an image', got: (cause as Error).message }, { cause });
  }
}

/** `<set>/<alphabet>/<character>/<drawing>.png`. */
const DRAWING = /^[^/]+\/([^/]+)\/([^/]+)\/[^/]+\.png$/;

/**
 * The drawings in one of Omniglot's zip files of images, as distributed, of the alphabets that are `wanted`: a class is
 * a character, named `Alphabet/characterNN`, its group the alphabet.
 *
 * @throws NearfarError if it is no zip file, or one without such drawings
 */
export async function readOmniglot(
  name: string,
  file: NamedBytes,
  options: ImageOptions = {},
  wanted: (alphabet: string) => boolean = () => true,
): Promise<Dataset> {
  const isWanted = (path: string) => wanted(DRAWING.exec(path)?.[1] ?? '');
  const entries = [...unzipped(file, path => DRAWING.test(path) && isWanted(path), BOUNDS)];
  if (entries.length === 0) {
    const expected = 'drawings in it, as <set>/<alphabet>/<character>/<drawing>.png';
    throw new NearfarError({ who: file.name, expected, got: 'none', fix: 'Fetch it again' });
  }
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  const characters = entries.map(([path]) => path.split('/').slice(1, 3).join('/'));
  const classNames = [...new Set(characters)];
  const numbers = new Map(classNames.map((character, label) => [character, label]));
  const drawings = entries.map(([path, bytes]) => ({ name: `${file.name}: ${path}`, bytes }));
  return {
    name,
    samples: await readDrawings(drawings, options),
    labels: Int32Array.from(characters, character => numbers.get(character)!),
    classNames,
    groups: classNames.map(character => character.split('/')[0]!),
  };
}

/** The classes of some alphabets; labels are numbered anew. */
export const selectAlphabets = (dataset: Dataset, wanted: (alphabet: string) => boolean): Dataset =>
  selectClasses(
    dataset,
    dataset.classNames.filter((_, label) => wanted(dataset.groups![label]!)),
  );

/**
 * The `count` alphabets with the fewest characters: the rule by which Triantafillou et al., "Meta-Dataset" (2020),
 * choose Omniglot's alphabets for validation.
 */
export function smallestAlphabets({ groups = [] }: Dataset, count: number): ReadonlySet<string> {
  const sizes = new Map<string, number>();
  for (const alphabet of groups) sizes.set(alphabet, (sizes.get(alphabet) ?? 0) + 1);
  const rising = [...sizes].sort(([a, m], [b, n]) => m - n || (a < b ? -1 : 1));
  return new Set(rising.slice(0, count).map(([alphabet]) => alphabet));
}
