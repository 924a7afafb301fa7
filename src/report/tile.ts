import type { Images } from './raster.ts';
import { at, type Block, element } from './svg.ts';
import { nameLines, text } from './text.ts';
import { theme } from './theme.ts';

/** Whether a prediction was right: shown by colour and by a tick or a cross. */
export type Verdict = 'right' | 'wrong';

/** An image with captions below it. */
export interface Tile {
  /** A data address, as `encodeImages` gives it. */
  readonly image: string;
  /** Names and remarks, the first one dark; each takes up to two lines. */
  readonly captions?: readonly string[];
  readonly verdict?: Verdict;
}

/** How large images are drawn, in pixels. */
export interface TileSize {
  readonly width: number;
  readonly height: number;
  /** Small images keep their pixels visible instead of being blurred. */
  readonly pixelated: boolean;
}

const lineHeight = 13;

/** A size near `side` pixels: a whole multiple of the pixels for images smaller than that. */
export function tileSize({ shape }: Images, side = 60): TileSize {
  const [, , height = 1, width = 1] = shape;
  const largest = Math.max(height, width);
  const scale = largest <= side ? Math.floor(side / largest) : side / largest;
  return { width: width * scale, height: height * scale, pixelated: scale >= 1 };
}

/** The height of the tallest of some tiles; their captions may be `room` pixels wider than they are. */
export const tileHeight = (tiles: readonly Tile[], size: TileSize, room = 8): number => {
  const lines = Math.max(0, ...tiles.map(({ captions = [] }) => linesOf(captions, size, room).length));
  return size.height + (lines > 0 ? lines * lineHeight + 4 : 0);
};

const styleOfCaption = { size: theme.size.caption } as const;

const linesOf = (captions: readonly string[], { width }: TileSize, room: number) =>
  captions.flatMap((caption, k) =>
    nameLines(caption, width + room, styleOfCaption).map(line => ({ line, fill: k === 0 ? theme.ink : theme.muted })),
  );

/** One tile, its top left corner at the origin; its captions may be `room` pixels wider than it is. */
export function tile({ image, captions = [], verdict }: Tile, size: TileSize, room = 8): string {
  const { width, height, pixelated } = size;
  const picture = element('image', {
    width,
    height,
    href: image,
    preserveAspectRatio: 'none',
    style: pixelated ? 'image-rendering:pixelated' : undefined,
  });
  const lines = linesOf(captions, size, room).map(({ line, fill }, k) =>
    text(width / 2, height + 4 + lineHeight * (k + 1) - 3, line, { ...styleOfCaption, fill, anchor: 'middle' }),
  );
  return picture + border(size, verdict) + lines.join('') + (verdict ? at(width, 0, badge(verdict)) : '');
}

function border({ width, height }: TileSize, verdict: Verdict | undefined): string {
  const [stroke, thickness] = verdict === undefined ? [theme.rule, 1] : [theme[verdict], 2.5];
  const half = thickness / 2;
  const outline = { x: -half, y: -half, width: width + thickness, height: height + thickness, rx: 1.5 };
  return element('rect', { ...outline, fill: 'none', stroke, 'stroke-width': thickness });
}

/** A disc with a tick or a cross, centred on the origin. */
export function badge(verdict: Verdict): string {
  const d = verdict === 'right' ? 'M-3.2 0.2L-0.9 2.7L3.3-2.3' : 'M-2.6-2.6L2.6 2.6M2.6-2.6L-2.6 2.6';
  const pen = { fill: 'none', stroke: '#fff', 'stroke-width': 1.7, 'stroke-linecap': 'round' };
  const disc = element('circle', { r: 6.5, fill: theme[verdict], stroke: '#fff', 'stroke-width': 1.2 });
  return element('g', { role: 'img', 'aria-label': verdict }, disc, element('path', { d, ...pen }));
}

/** Tiles in rows of `columns`, `gap` pixels apart; all rows as high as their tallest captions need. */
export function tileGrid(tiles: readonly Tile[], size: TileSize, columns: number, gap = 12): Block {
  const [stepX, stepY] = [size.width + gap, tileHeight(tiles, size, gap - 4) + gap];
  const placed = tiles.map((each, k) =>
    at((k % columns) * stepX, Math.floor(k / columns) * stepY, tile(each, size, gap - 4)),
  );
  const rows = Math.ceil(tiles.length / columns);
  return {
    markup: element('g', {}, ...placed),
    width: Math.min(columns, tiles.length) * stepX - gap,
    height: rows * stepY - gap,
  };
}
