import { equallyLong, someOf } from './checks.ts';
import { figure, type Heading, stack } from './figure.ts';
import { encodeImages } from './raster.ts';
import { className, type LabelledImages, labelledImagesOf, rowsOf, written } from './samples.ts';
import { at, type Block, element } from './svg.ts';
import { text } from './text.ts';
import { theme } from './theme.ts';
import { type TileSize, tile, tileHeight, tileSize } from './tile.ts';

export interface HardestMistakesOptions extends Heading {
  readonly images: LabelledImages;
  /** Pairs of rows of `images`. */
  readonly pairs: readonly (readonly [number, number])[];
  /** The distance of each pair. */
  readonly distances: ArrayLike<number>;
  /** Pairs up to this distance are judged to be the same. */
  readonly threshold: number;
  readonly classNames?: readonly string[];
  /** How many pairs of each kind to show at most. Default: 12. */
  readonly count?: number;
}

interface JudgedPair {
  readonly rows: readonly [number, number];
  readonly distance: number;
  readonly same: boolean;
}

const columns = 4;

/**
 * The pairs that verification gets wrong by the widest margin: pairs of one class that lie furthest apart, and pairs of
 * different classes that lie closest together.
 */
export async function hardestMistakes(options: HardestMistakesOptions): Promise<string> {
  const { images, pairs, distances, threshold, count = 12 } = options;
  labelledImagesOf('hardestMistakes', 'images', images);
  someOf('hardestMistakes', 'pair', pairs.length);
  equallyLong('hardestMistakes', 'distances, one a pair', pairs.length, distances.length);
  rowsOf('hardestMistakes', 'pairs', images.labels.length, pairs.flat());
  const judged = pairs.map(
    (rows, k): JudgedPair => ({
      rows,
      distance: distances[k]!,
      same: images.labels[rows[0]] === images.labels[rows[1]],
    }),
  );
  const [alike, unlike] = [judged.filter(({ same }) => same), judged.filter(({ same }) => !same)];
  const farther = alike.filter(pair => pair.distance > threshold).sort((a, b) => b.distance - a.distance);
  const nearer = unlike.filter(pair => pair.distance <= threshold).sort((a, b) => a.distance - b.distance);
  const share = (wrong: JudgedPair[], all: JudgedPair[]) => `${written(threshold)}: ${wrong.length} of ${all.length}`;
  const sections = await Promise.all([
    section(`Same class, farther apart than ${share(farther, alike)}`, farther.slice(0, count), options),
    section(`Different classes, no farther apart than ${share(nearer, unlike)}`, nearer.slice(0, count), options),
  ]);
  return figure(options, stack('column', 24, sections));
}

async function section(
  title: string,
  mistakes: readonly JudgedPair[],
  options: HardestMistakesOptions,
): Promise<Block> {
  const { images } = options;
  const size = tileSize(images.samples);
  const [stepX, stepY] = [2 * size.width + 34, tileHeight(size, 2) + 14];
  const drawn = await Promise.all(
    mistakes.map(async ({ rows, distance }, k) => {
      const pair = await encodeImages(images.samples, rows);
      const markup = pairMarkup(pair, rows, distance, size, options);
      return at((k % columns) * stepX, 24 + Math.floor(k / columns) * stepY, markup);
    }),
  );
  const none = drawn.length === 0 ? text(0, 36, 'none', { fill: theme.muted }) : '';
  const rows = Math.max(1, Math.ceil(drawn.length / columns));
  return {
    markup: text(0, 11, title, { bold: true, size: theme.size.label }) + none + drawn.join(''),
    width: columns * stepX - 30,
    height: 24 + (drawn.length === 0 ? 16 : rows * stepY - 14),
  };
}

function pairMarkup(
  pair: readonly string[],
  rows: readonly [number, number],
  distance: number,
  size: TileSize,
  { images, classNames }: HardestMistakesOptions,
): string {
  const tiles = pair.map((image, side) => {
    const name = className(images.labels[rows[side]!]!, classNames);
    return at(side * (size.width + 4), 0, tile({ image, lines: [name] }, size, 0));
  });
  const style = { size: theme.size.caption, fill: theme.muted, anchor: 'middle' } as const;
  return element('g', {}, ...tiles, text(size.width + 2, size.height + 27, `distance ${written(distance)}`, style));
}
