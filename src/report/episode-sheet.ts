import { range } from 'd3-array';
import { equallyLong } from './checks.ts';
import { figure, type Heading, stack } from './figure.ts';
import { encodeImages } from './raster.ts';
import { className, type LabelledImages, labelledImagesOf } from './samples.ts';
import { at, type Block } from './svg.ts';
import { text } from './text.ts';
import { theme } from './theme.ts';
import { type Tile, tileGrid, tileSize } from './tile.ts';

/** What `episodeSheet` draws. */
export interface EpisodeSheetOptions extends Heading {
  /** The known examples, class by class (all of the first class first). */
  readonly support: LabelledImages;
  readonly queries: LabelledImages;
  /** The predicted class of each query. */
  readonly predicted: ArrayLike<number>;
  readonly classNames?: readonly string[];
}

/**
 * A few-shot episode: the support images, then each query with the class that was predicted and, where wrong, its own.
 *
 * @throws NearfarError where a list has not one entry an image
 */
export async function episodeSheet(options: EpisodeSheetOptions): Promise<string> {
  const { support, queries, predicted, classNames } = options;
  labelledImagesOf('episodeSheet', 'support', support);
  labelledImagesOf('episodeSheet', 'queries', queries);
  equallyLong('episodeSheet', 'predicted classes, one a query', queries.labels.length, predicted.length);
  const way = new Set(Array.from(support.labels)).size;
  const shot = support.labels.length / way;
  const columns = Math.max(5, Math.min(10, way));
  const knownColumns = shot > 1 ? Math.min(10, shot) : columns;
  const size = tileSize(support.samples);
  const known = (await encodeImages(support.samples, range(support.labels.length))).map(
    (image, k): Tile => ({ image, captions: [className(support.labels[k]!, classNames)] }),
  );
  const tiles = (await encodeImages(queries.samples, range(queries.labels.length))).map((image, k): Tile => {
    const [taken, own] = [predicted[k]!, queries.labels[k]!];
    const name = className(taken, classNames);
    return taken === own
      ? { image, captions: [name], verdict: 'right' }
      : { image, captions: [`as ${name}`, `is ${className(own, classNames)}`], verdict: 'wrong' };
  });
  const right = tiles.filter(({ verdict }) => verdict === 'right').length;
  const sections = [
    section(
      `Known: ${way} classes, ${shot} ${shot === 1 ? 'example' : 'examples'} each`,
      tileGrid(known, size, knownColumns, 18),
    ),
    section(`Queries: ${right} of ${tiles.length} right`, tileGrid(tiles, size, columns, 18)),
  ];
  return figure(options, stack('column', 26, sections));
}

const section = (title: string, grid: Block): Block => ({
  markup: text(0, 11, title, { bold: true, size: theme.size.label }) + at(0, 26, grid.markup),
  width: grid.width,
  height: grid.height + 26,
});
