import { equallyLong, someOf } from './checks.ts';
import { figure, type Heading } from './figure.ts';
import { encodeImages } from './raster.ts';
import { className, type LabelledImages, labelledImagesOf, rowsOf, written } from './samples.ts';
import { at, rule } from './svg.ts';
import { text } from './text.ts';
import { theme } from './theme.ts';
import { type Tile, tile, tileHeight, tileSize } from './tile.ts';

/** What `neighbourStrips` draws. */
export interface NeighbourStripsOptions extends Heading {
  /** One strip each. */
  readonly queries: LabelledImages;
  readonly reference: LabelledImages;
  /** For each query the rows of `reference`, nearest first. */
  readonly neighbours: readonly ArrayLike<number>[];
  /** How far each neighbour is; written below it. */
  readonly distances?: readonly ArrayLike<number>[];
  readonly classNames?: readonly string[];
}

/** Each query with its nearest neighbours; those of its class and those of others are told by colour and by symbol. */
export async function neighbourStrips(options: NeighbourStripsOptions): Promise<string> {
  const { queries, reference, neighbours, distances, classNames } = options;
  labelledImagesOf('neighbourStrips', 'queries', queries);
  labelledImagesOf('neighbourStrips', 'reference', reference);
  const n = queries.labels.length;
  equallyLong('neighbourStrips', 'lists of neighbours, one a query', n, neighbours.length);
  if (distances) equallyLong('neighbourStrips', 'lists of distances, one a query', n, distances.length);
  someOf('neighbourStrips', 'neighbour', neighbours[0]!.length);
  for (const [query, rows] of neighbours.entries()) {
    rowsOf('neighbourStrips', `neighbours[${query}]`, reference.labels.length, rows);
    if (!distances) continue;
    equallyLong('neighbourStrips', `distances for query ${query}`, rows.length, distances[query]!.length);
  }
  const size = tileSize(queries.samples);
  const strips = await Promise.all(
    neighbours.map(async (rows, query) => {
      const [image] = await encodeImages(queries.samples, [query]);
      const images = await encodeImages(reference.samples, Array.from(rows));
      const label = queries.labels[query]!;
      const found = images.map((image, rank): Tile => {
        const other = reference.labels[rows[rank]!]!;
        const distance = distances && written(distances[query]![rank]!);
        const captions = [className(other, classNames), ...(distance === undefined ? [] : [distance])];
        return { image, captions, verdict: other === label ? 'right' : 'wrong' };
      });
      return { query: { image: image!, captions: [className(label, classNames)] }, found };
    }),
  );
  const gap = 14;
  const all = strips.flatMap(({ query, found }) => [query, ...found]);
  const [stepX, stepY] = [size.width + gap, tileHeight(all, size, gap - 4) + gap];
  const first = stepX + 22;
  const columns = Math.max(...strips.map(({ found }) => found.length));
  const rows = strips.map(({ query, found }, row) => {
    const tiles = found.map((each, rank) => at(first + rank * stepX, 0, tile(each, size, gap - 4)));
    return at(0, 26 + row * stepY, tile(query, size, gap - 4), ...tiles);
  });
  const style = { fill: theme.muted, size: theme.size.tick };
  const height = 26 + strips.length * stepY - gap;
  const line = rule(stepX + 4, 0, stepX + 4, height, theme.rule);
  const head = text(0, 11, 'query', style) + text(first, 11, 'nearest first', style);
  return figure(options, { markup: head + line + rows.join(''), width: first + columns * stepX - gap, height });
}
