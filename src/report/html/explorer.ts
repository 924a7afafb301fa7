import { extent } from 'd3-array';
import { nearestRows } from '../../evaluation/nearest-rows.ts';
import { toMatrix } from '../../given-array.ts';
import type { Matrix } from '../../nd-array.ts';
import { equallyLong, namedClasses, someOf } from '../checks.ts';
import { dataUri } from '../data-uri.ts';
import { markerPath, styleOf } from '../palette.ts';
import { usualPoints } from '../points.ts';
import { projectFrames } from '../project.ts';
import type { SpriteTile } from '../sprites.ts';
import { drawable } from '../text.ts';
import { type Html, html } from './html.ts';
import { jsonScript } from './page.ts';

/** The same samples, embedded at moments of a training. */
export interface EmbeddedFrames {
  /** Which run this is. */
  readonly name: string;
  /** Which samples these are, in words. */
  readonly evaluatedOn: string;
  readonly labels: ArrayLike<number>;
  readonly classNames: readonly string[];
  /** Their images, where they are images: a sheet, as `spriteSheet` makes it. */
  readonly sprites?: { readonly png: Uint8Array; readonly tile: SpriteTile };
  /** In their order: the epoch, and the embeddings [n, dim]. */
  readonly frames: readonly { readonly epoch: number; readonly embeddings: Matrix }[];
}

const NEIGHBOURS = 6;
/** Where the box of the points ends, of what an int16 can hold. */
const EDGE = 16_000;

/** The interactive scatter over one run or several to choose from: a slider moves the points, hovering shows what a point is. */
export async function explorer(runs: readonly EmbeddedFrames[]): Promise<Html> {
  someOf('explorer', 'run', runs.length);
  const sheets = new Table<string>();
  const samples = new Table<object>();
  const clouds: object[] = [];
  for (const run of runs) clouds.push(await cloudOf(run, samples.place(samplesOf(run, sheets))));
  const data = { sheets: sheets.rows, samples: samples.rows, clouds };
  const choice =
    runs.length > 1
      ? html`<label class="run">Run <select>${runs.map(({ name }, k) => html`<option value="${k}">${name}</option>`)}</select></label>`
      : undefined;
  return html`<div class="explorer">
${choice}
<div>
<canvas tabindex="0" role="img"></canvas>
<div class="time"><button type="button" class="action play">Play</button><input type="range" min="0" step="1" aria-label="Moment of the training"><output></output></div>
<p class="muted axes"></p>
</div>
<div><ul class="legend"></ul><div class="shown" aria-live="polite"></div></div>
</div>
${jsonScript('explorer-data', data)}`;
}

/** Things that are the same for several runs are kept once. */
class Table<Row> {
  readonly rows: Row[] = [];
  readonly #places = new Map<string, number>();

  place(row: Row): number {
    const key = JSON.stringify(row);
    const found = this.#places.get(key) ?? this.rows.push(row) - 1;
    this.#places.set(key, found);
    return found;
  }
}

function samplesOf({ evaluatedOn, labels, classNames, sprites }: EmbeddedFrames, sheets: Table<string>): object {
  namedClasses('explorer', labels, classNames);
  const styles = classNames.map((_, label) => {
    const style = styleOf(label, classNames.length);
    return { color: style.color, path: markerPath(style, 4.5) };
  });
  const about = { evaluatedOn, labels: Array.from(labels), classNames: classNames.map(drawable), styles };
  if (!sprites) return about;
  return { ...about, tile: sprites.tile, sheet: sheets.place(dataUri('image/png', sprites.png)) };
}

async function cloudOf({ name, labels, frames }: EmbeddedFrames, samples: number): Promise<object> {
  someOf('explorer', `frame of ${name}`, frames.length);
  const matrices = frames.map(({ embeddings }) => toMatrix(embeddings, 'explorer'));
  for (const { shape } of matrices) equallyLong('explorer', 'embeddings in a frame', labels.length, shape[0]!);
  const last = matrices.at(-1)!;
  const nearest = await nearestRows(last, last, Math.min(NEIGHBOURS + 1, labels.length));
  const neighbours = nearest.map(({ rows }, point) => rows.filter(row => row !== point).slice(0, NEIGHBOURS));
  const dim = last.shape[1]!;
  return {
    name,
    samples,
    axes: dim > 2 ? `The first two principal components of ${dim} dimensions.` : 'The embeddings as they are.',
    epochs: frames.map(({ epoch }) => epoch),
    points: base64(inBox(projectFrames(matrices).map(({ data }) => data))),
    neighbours: base64(Uint16Array.from(neighbours.flat())),
  };
}

/** All frames' points in one box fitted to them, as whole numbers; what lies far outside stays outside. */
function inBox(planes: readonly Float32Array[]): Int16Array {
  const usual = usualPoints(planes);
  const ranges = [0, 1].map(offset => extent(usual.filter((_, i) => i % 2 === offset)) as [number, number]);
  const half = ranges.map(([low, high]) => (high - low) / 2 || 1);
  const middle = ranges.map(([low, high]) => (low + high) / 2);
  const place = (value: number, i: number) => ((value - middle[i % 2]!) / half[i % 2]!) * EDGE;
  const placed = planes.flatMap(points => Array.from(points, place));
  return Int16Array.from(placed, value => Math.round(Math.max(-2 * EDGE, Math.min(2 * EDGE, value))));
}

const base64 = ({ buffer, byteOffset, byteLength }: Int16Array | Uint16Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('base64');
