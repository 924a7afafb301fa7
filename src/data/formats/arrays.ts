import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { NearfarError, UsageError } from '../../errors.ts';
import { type NdArray, sizeOf } from '../../nd-array.ts';
import { MOST_BYTES } from '../gunzip.ts';
import { unzipped } from '../zip.ts';
import type { Entry, Listing, Part, ReadOptions } from './listing.ts';
import { type NpyArray, readNpy } from './npy.ts';

/** Names of NumPy's files end so. */
export const ARRAY_EXTENSIONS: readonly string[] = ['.npy', '.npz'];

/** How arrays are read. */
export interface ArrayOptions extends Pick<ReadOptions, 'label' | 'like'> {
  /** Whether there must be labels. Default true. */
  readonly labelled?: boolean;
}

type Named = ReadonlyMap<string, NpyArray>;

const SAMPLES = ['x', 'samples', 'images', 'data', 'features', 'arr_0'];
const LABELS = ['y', 'labels', 'label', 'targets', 'target', 'classes', 'arr_1'];

/**
 * Samples and labels out of NumPy files: the arrays `x` and `y` of a .npz file (or `x_train`, `y_train`, `x_test`, `y_test`), or a
 * .npy file of samples with one of labels beside it.
 *
 * @throws UsageError that says what was looked for
 */
export function listArrays(path: string, { label, like, labelled = true }: ArrayOptions = {}): Listing {
  const arrays = extname(path).toLowerCase() === '.npz' ? readNpz(path) : beside(path, label, labelled);
  const parts = partsOf(path, arrays, label, labelled);
  const samples = joined(
    path,
    parts.map(({ samples }) => asSamples(samples, path, like?.shape)),
  );
  const entries = parts.flatMap(({ samples, labels, part }, k): Entry[] => {
    const before = parts.slice(0, k).reduce((sum, { samples: { shape } }) => sum + shape[0]!, 0);
    return Array.from({ length: samples.shape[0]! }, (_, i) => ({
      id: `${basename(path)}:${before + i}`,
      ...(labels && { label: String(labels[i]) }),
      ...(part && { part }),
    }));
  });
  return {
    name: basename(path, extname(path)),
    format: 'a NumPy array',
    entries,
    content: { kind: 'numbers', samples },
    skipped: [],
    notes: [],
  };
}

function readNpz(path: string): Named {
  const bounds = { entryBytes: 2 * MOST_BYTES, totalBytes: 4 * MOST_BYTES };
  const files = unzipped({ name: path, bytes: readFileSync(path) }, name => name.endsWith('.npy'), bounds);
  return new Map(
    Array.from(files, ([name, bytes]) => [name.replace(/\.npy$/, ''), readNpy({ name: `${path}, ${name}`, bytes })]),
  );
}

/** A file of samples, with the one of its labels: the named one, or one of a usual name. */
function beside(path: string, label: string | undefined, labelled: boolean): Named {
  const samples = readNpy({ name: path, bytes: readFileSync(path) });
  const stem = basename(path, extname(path));
  const usual = [
    ...['labels', 'label', 'y'].flatMap(name => [`${stem}_${name}.npy`, `${stem}-${name}.npy`, `${stem}.${name}.npy`]),
    ...[stem.replace(/^X/, 'y'), stem.replace(/^x/, 'y'), stem.replace(/^(samples|images|data)/, 'labels')]
      .filter(name => name !== stem)
      .map(name => `${name}.npy`),
    'labels.npy',
    'y.npy',
  ];
  const wanted = label === undefined ? usual : [label];
  const found = wanted.map(name => join(dirname(path), name)).find(existsSync);
  if (found !== undefined) {
    return new Map([
      ['x', samples],
      [label ?? 'y', readNpy({ name: found, bytes: readFileSync(found) })],
    ]);
  }
  if (!labelled) return new Map([['x', samples]]);
  throw new UsageError({
    who: path,
    expected: label === undefined ? 'a file of labels beside it, like labels.npy' : `the labels ${label} beside it`,
    got: 'none',
    fix: 'Name the file by --label, as it lies in the same folder',
  });
}

interface ArrayPart {
  readonly samples: NpyArray;
  readonly labels?: NpyArray['data'];
  readonly part?: Part;
}

function partsOf(who: string, arrays: Named, label: string | undefined, labelled: boolean): ArrayPart[] {
  const named = (names: readonly string[], suffix = '') =>
    [...arrays].find(([name]) => names.some(each => `${each}${suffix}` === name.toLowerCase()))?.[1];
  const pair = (suffix: string, part?: Part): ArrayPart[] => {
    const samples = named(SAMPLES, suffix);
    const labels = label !== undefined && suffix === '' ? arrays.get(label) : named(LABELS, suffix);
    if (!samples || (labelled && !labels)) return [];
    if (labels) requireLabels(who, labels, samples);
    return [{ samples, ...(labels && { labels: labels.data }), ...(part && { part }) }];
  };
  const found = [
    ...pair('_train', 'train'),
    ...pair('_val', 'validation'),
    ...pair('_valid', 'validation'),
    ...pair('_test', 'test'),
  ];
  const all = found.length > 0 ? found : pair('');
  if (all.length > 0) return all;
  throw new UsageError({
    who,
    expected: `an array of samples (x, samples, images or data)${labelled ? ` and one of labels (${label ?? 'y or labels'})` : ''}`,
    got: [...arrays.keys()].join(', ') || 'none',
    ...(labelled && { fix: 'Name the array of labels by --label' }),
  });
}

function requireLabels(who: string, labels: NpyArray, samples: NpyArray): void {
  const n = samples.shape[0] ?? 0;
  if (sizeOf(labels.shape) === n && labels.shape[0] === n) return;
  const got = `shape [${labels.shape.join(', ')}]`;
  throw new UsageError({ who, expected: `${n} labels, one a sample`, got });
}

/** Channels, where an image's last axis has so many. */
const CHANNELS: readonly number[] = [1, 3];

/** Samples as a network takes them: [n, columns], or images with their channels in front. */
function asSamples(
  { data, shape }: NpyArray,
  who: string,
  like?: readonly number[],
): NdArray<Uint8Array | Float32Array> {
  if (!(data instanceof Uint8Array || data instanceof Float32Array)) {
    throw new NearfarError({ who, expected: 'samples that are numbers', got: 'text' });
  }
  if (like && shape.slice(1).join() === like.join()) return { data, shape };
  if (shape.length === 2) return { data, shape };
  const [n, a, b, c] = shape as [number, number, number, number];
  if (shape.length === 3) return { data, shape: [n, 1, a, b] };
  if (shape.length === 4 && CHANNELS.includes(c) && !(CHANNELS.includes(a) && a < c)) {
    return { data: channelsFirst(data, n, a * b, c), shape: [n, c, a, b] };
  }
  if (shape.length === 4) return { data, shape };
  const expected = 'samples [n, columns], [n, height, width] or [n, height, width, channels]';
  throw new UsageError({ who, expected, got: `shape [${shape.join(', ')}]` });
}

function channelsFirst<T extends Uint8Array | Float32Array>(data: T, n: number, pixels: number, channels: number): T {
  const moved = data.slice() as T;
  for (let i = 0; i < n; i++) {
    const start = i * pixels * channels;
    for (let pixel = 0; pixel < pixels; pixel++) {
      for (let c = 0; c < channels; c++) moved[start + c * pixels + pixel] = data[start + pixel * channels + c]!;
    }
  }
  return moved;
}

/** Arrays one behind the other. @throws UsageError where their shapes or types differ */
export function joined(
  who: string,
  all: readonly NdArray<Uint8Array | Float32Array>[],
): NdArray<Uint8Array | Float32Array> {
  const [first, ...others] = all as [NdArray<Uint8Array | Float32Array>, ...typeof all];
  if (others.length === 0) return first;
  const odd = others.find(
    ({ data, shape }) =>
      shape.slice(1).join() !== first.shape.slice(1).join() || data.constructor !== first.data.constructor,
  );
  if (odd) {
    const expected = `parts of one shape and type, [n, ${first.shape.slice(1).join(', ')}]`;
    throw new UsageError({ who, expected, got: `[n, ${odd.shape.slice(1).join(', ')}]` });
  }
  const kind = first.data.constructor as new (length: number) => Uint8Array | Float32Array;
  const data = new kind(all.reduce((sum, { data }) => sum + data.length, 0));
  let at = 0;
  for (const part of all) {
    data.set(part.data as never, at);
    at += part.data.length;
  }
  return { data, shape: [all.reduce((sum, { shape }) => sum + shape[0]!, 0), ...first.shape.slice(1)] };
}
