import { equallyLong, someOf } from './checks.ts';
import { figure, type Heading, stack } from './figure.ts';
import { encodeImages } from './raster.ts';
import { className, type LabelledImages, labelledImagesOf, rowsOf, written } from './samples.ts';
import { at, type Block, element } from './svg.ts';
import { text } from './text.ts';
import { theme } from './theme.ts';
import { type Tile, type TileSize, tile, tileHeight, tileSize } from './tile.ts';

/** What `hardestMistakes` draws. */
export interface HardestMistakesOptions extends Heading {
  readonly images: LabelledImages;
  /** Pairs of rows of `images`. */
  readonly pairs: readonly (readonly [number, number])[];
  /** The distance of each pair. */
  readonly distances: ArrayLike<number>;
  /** Pairs up to this distance count as one class. */
  readonly threshold: number;
  readonly classNames?: readonly string[];
  /**
   * What `distances` are called.
   * @default 'distance'
   */
  readonly measure?: 'distance' | 'score';
  /**
   * How many pairs of each kind to show at most.
   * @default 12
   */
  readonly count?: number;
}

interface ClassifiedPair {
  readonly rows: readonly [number, number];
  readonly distance: number;
  /** The classes of its samples, the smaller one first. */
  readonly classes: readonly [number, number];
}

const columns = 4;
const captionHeight = 17;

/**
 * The pairs that verification gets wrong by the widest margin: pairs of one class that lie furthest apart, and pairs of
 * different classes that lie closest together. Each pair of classes is shown once, by its worst pair of samples.
 *
 * @throws NearfarError where no pair is given, or a row, a label or a distance is missing
 */
export async function hardestMistakes(options: HardestMistakesOptions): Promise<string> {
  const { images, pairs, distances, threshold, measure = 'distance', count = 12 } = options;
  labelledImagesOf('hardestMistakes', 'images', images);
  someOf('hardestMistakes', 'pair', pairs.length);
  equallyLong('hardestMistakes', 'distances, one a pair', pairs.length, distances.length);
  rowsOf('hardestMistakes', 'pairs', images.labels.length, pairs.flat());
  const classified = pairs.map((rows, k): ClassifiedPair => {
    const [a, b] = [images.labels[rows[0]]!, images.labels[rows[1]]!];
    return { rows, distance: distances[k]!, classes: [Math.min(a, b), Math.max(a, b)] };
  });
  const alike = classified.filter(({ classes: [a, b] }) => a === b);
  const unlike = classified.filter(({ classes: [a, b] }) => a !== b);
  const farther = alike.filter(pair => pair.distance > threshold).sort((a, b) => b.distance - a.distance);
  const nearer = unlike.filter(pair => pair.distance <= threshold).sort((a, b) => a.distance - b.distance);
  const share = (wrong: ClassifiedPair[], all: ClassifiedPair[]) =>
    `${written(threshold)}: ${wrong.length.toLocaleString('en')} of ${all.length.toLocaleString('en')}`;
  const [above, below] =
    measure === 'distance'
      ? ['Same class, farther apart than', 'Different classes, no farther apart than']
      : ['Same class, score above', 'Different classes, score up to'];
  const sections = await Promise.all([
    section(`${above} ${share(farther, alike)}`, oneOfEachClasses(farther).slice(0, count), options),
    section(`${below} ${share(nearer, unlike)}`, oneOfEachClasses(nearer).slice(0, count), options),
  ]);
  return figure(options, stack('column', 24, sections));
}

/** The first of each pair of classes. */
function oneOfEachClasses(pairs: readonly ClassifiedPair[]): ClassifiedPair[] {
  const shown = new Set<string>();
  return pairs.filter(({ classes }) => !shown.has(String(classes)) && shown.add(String(classes)));
}

async function section(
  title: string,
  mistakes: readonly ClassifiedPair[],
  { images, classNames, measure = 'distance' }: HardestMistakesOptions,
): Promise<Block> {
  const size = tileSize(images.samples);
  const drawn = await Promise.all(
    mistakes.map(async ({ rows, distance }) => {
      const pair = await encodeImages(images.samples, rows);
      const captions = (side: number) => [className(images.labels[rows[side]!]!, classNames)];
      const tiles = pair.map((image, side): Tile => ({ image, captions: captions(side) }));
      return { tiles, caption: `${measure} ${written(distance)}` };
    }),
  );
  const height = tileHeight(
    drawn.flatMap(({ tiles }) => tiles),
    size,
    0,
  );
  const [stepX, stepY] = [2 * size.width + 34, height + captionHeight + 14];
  const placed = drawn.map(({ tiles, caption }, k) =>
    at((k % columns) * stepX, 24 + Math.floor(k / columns) * stepY, pairMarkup(tiles, caption, size)),
  );
  const none = placed.length === 0 ? text(0, 36, 'none', { fill: theme.muted }) : '';
  const rows = Math.max(1, Math.ceil(placed.length / columns));
  return {
    markup: text(0, 11, title, { bold: true, size: theme.size.label }) + none + placed.join(''),
    width: columns * stepX - 30,
    height: 24 + (placed.length === 0 ? 16 : rows * stepY - 14),
  };
}

/** Two tiles side by side, and a remark on both below them. */
function pairMarkup(tiles: readonly Tile[], caption: string, size: TileSize): string {
  const drawn = tiles.map((each, side) => at(side * (size.width + 4), 0, tile(each, size, 0)));
  const style = { size: theme.size.caption, fill: theme.muted, anchor: 'middle' } as const;
  return element('g', {}, ...drawn, text(size.width + 2, tileHeight(tiles, size, 0) + 12, caption, style));
}
