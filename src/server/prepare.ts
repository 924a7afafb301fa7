import { inTurn } from '../data/decode.ts';
import { numbersOf } from '../data/formats/columns.ts';
import { BadImage, decodeImage, MOST_PIXELS, TooManyPixels, type Within } from '../data/formats/image-file.ts';
import { type NdArray, sizeOf } from '../nd-array.ts';
import type { RetrievalIndex } from '../retrieval/index.ts';
import { readVectors } from '../retrieval/model-vectors.ts';
import { readGivenSamples } from '../runs/given-samples.ts';
import type { Run } from '../runs/open-run.ts';
import type { Samples } from '../training/model.ts';
import type { GivenRow, GivenSamples } from './jobs.ts';
import { Refusal } from './refusal.ts';
import type { Served } from './served.ts';
import type { Turns } from './turns.ts';

/** What samples are made ready with. */
export interface PrepareOptions {
  /** Where they lie in the request, for errors: empty, or a path with a dot behind it. */
  readonly where: string;
  /** Room for the pixels that are decoded at once. */
  readonly pixels: Turns;
}

/** Vectors of a request, checked. @throws NearfarError for those that the index cannot be searched with */
export function vectorsOf(list: readonly (readonly number[])[], served: Served): NdArray<Float32Array> {
  const who = 'vectors';
  const { dim } = requireIndex(served, who);
  requireFew(list.length, served, who);
  return readVectors(list, { dim, model: undefined }, who);
}

/** Samples of a request, decoded and checked. @throws NearfarError, mostly a Refusal, that says what is wrong with them */
export async function samplesOf(
  { kind, list }: GivenSamples,
  served: Served,
  { where, pixels }: PrepareOptions,
): Promise<Samples> {
  const who = `${where}${kind}`;
  const run = requireRun(served, who);
  requireFew(list.length, served, who);
  if (kind === 'images' && served.about.takes.includes('images')) return imagesOf(list, run, served, who, pixels);
  if (kind === 'texts' && run.text) return readGivenSamples(list, run, who);
  if (kind === 'rows' && served.about.takes.includes('rows')) return rowsOf(list, run, served, who);
  const expected = served.about.takes.filter(taken => taken !== 'vectors').join(' or ');
  throw new Refusal(422, { who, expected, got: kind, fix: 'The run was trained on others' });
}

function requireFew(n: number, { about: { mostSamples } }: Served, who: string): void {
  if (n <= mostSamples) return;
  const fix = 'Send them in several requests';
  throw new Refusal(413, { who, expected: `at most ${mostSamples} samples in a request`, got: String(n), fix });
}

function requireRun({ run }: Served, who: string): Run {
  if (run) return run;
  const got = 'one of an index of vectors alone';
  throw new Refusal(404, {
    who,
    expected: 'a server with a run',
    got,
    fix: 'Serve a run, or an index that a run made',
  });
}

/** The index. @throws Refusal of a server without one */
export function requireIndex({ index }: Served, who: string): RetrievalIndex {
  if (index) return index;
  const fix = 'Make one with "nearfar index", and serve it';
  throw new Refusal(404, { who, expected: 'a server with an index', got: 'one of a run alone', fix });
}

async function imagesOf(
  list: readonly Uint8Array[],
  { sampleShape: shape }: Run,
  { fit }: Served,
  who: string,
  room: Turns,
): Promise<Samples> {
  const width = sizeOf(shape);
  const data = new Uint8Array(list.length * width);
  let left = MOST_PIXELS;
  const within: Within = (pixels, decode) => {
    left -= pixels;
    if (left < 0) throw new TooManyPixels('more than 50 megapixels in one request');
    return room.take(pixels, decode);
  };
  await inTurn([...list.keys()], async i => {
    try {
      data.set(await decodeImage({ bytes: list[i]! }, shape, fit, within), i * width);
    } catch (error) {
      if (!(error instanceof BadImage)) throw error;
      const status = error instanceof TooManyPixels ? 413 : 422;
      throw new Refusal(status, { who: `${who}[${i}]`, expected: 'an image', got: error.message });
    }
  });
  return { data, shape: [list.length, ...shape] };
}

/** Rows of a table, or the numbers of each sample. */
function rowsOf(list: readonly GivenRow[], run: Run, { columns }: Served, who: string): Samples {
  const lists = list.filter(row => Array.isArray(row)) as readonly (readonly number[])[];
  const size = sizeOf(run.sampleShape);
  if (lists.length === list.length) {
    const wrong = lists.findIndex(row => row.length !== size);
    if (wrong >= 0) {
      const got = String(lists[wrong]!.length);
      throw new Refusal(422, { who: `${who}[${wrong}]`, expected: `${size} numbers`, got });
    }
    const array = { data: Float64Array.from(lists.flat()), shape: [list.length, ...run.sampleShape] };
    return readGivenSamples(array, run, who);
  }
  const expected = `${columns ? `objects (${columns[0]!.name}, …) or ` : ''}lists of ${size} numbers`;
  if (!columns || lists.length > 0) {
    throw new Refusal(422, { who, expected, got: lists.length > 0 ? 'both' : 'objects' });
  }
  return numbersOf(list as readonly Readonly<Record<string, unknown>>[], columns, i => `${who}[${i}]`);
}
