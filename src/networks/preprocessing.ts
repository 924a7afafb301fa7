import { NearfarError } from '../errors.ts';
import type { ImportedInput, ImportedOnnx } from '../graph/import/import-onnx.ts';
import { readBesideIfThere } from './model-file.ts';

/** How images come to a network. */
export interface Preprocessing {
  /** The channels that it takes; undefined where it leaves them open. */
  readonly channels: number | undefined;
  readonly size: readonly [number, number] | undefined;
  readonly normalization: { readonly mean: readonly number[]; readonly deviation: readonly number[] } | undefined;
}

const IMAGENET = { mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225] };

/** What options say of it. */
export interface Given {
  readonly size?: number | readonly [number, number] | undefined;
  readonly normalization?: Preprocessing['normalization'];
}

/** From the options, else the file's fixed extents, else its metadata or a `preprocessor_config.json` beside it. */
export function preprocessingOf(
  { metadata }: ImportedOnnx,
  { shape, dtype }: ImportedInput,
  { size, normalization }: Given,
  path: string | undefined,
): Preprocessing {
  if (shape.length !== 4) return { channels: undefined, size: undefined, normalization: undefined };
  const told = { ...metadata, ...configBeside(path) };
  const [, channels, height, width] = shape;
  const fixed = typeof height === 'number' && typeof width === 'number' ? ([height, width] as const) : undefined;
  const own = typeof channels === 'number' ? channels : undefined;
  const usual = own === undefined || own === 3 ? IMAGENET : { mean: [0.5], deviation: [0.5] };
  const found = dtype === 'uint8' ? undefined : (normalization ?? normalizationOf(told) ?? usual);
  const counts = [found?.mean.length ?? 1, found?.deviation.length ?? 1];
  if (own !== undefined && counts.some(n => n !== 1 && n !== own)) {
    throw new NearfarError({
      who: 'networks.fromOnnx',
      expected: `a mean and a deviation for each of ${own} channels`,
      got: counts.join(' and '),
    });
  }
  return {
    channels: own ?? (found?.mean.length === 3 ? 3 : undefined),
    size: asSides(size) ?? fixed ?? sizeOf(told),
    normalization: found,
  };
}

const asSides = (size: Given['size']): readonly [number, number] | undefined =>
  typeof size === 'number' ? [size, size] : size;

/** Transformers' `preprocessor_config.json`. */
function configBeside(path: string | undefined): Record<string, unknown> {
  const text = path === undefined ? undefined : readBesideIfThere(path, 'preprocessor_config.json');
  if (text === undefined) return {};
  try {
    const config: unknown = JSON.parse(text);
    return typeof config === 'object' && config !== null ? (config as Record<string, unknown>) : {};
  } catch (cause) {
    const expected = 'JSON in the preprocessor_config.json beside the model';
    throw new NearfarError({ who: 'networks.fromOnnx', expected, got: (cause as Error).message }, { cause });
  }
}

/** A value of metadata, which are texts, or of a config. */
function entryOf(told: Record<string, unknown>, name: string): unknown {
  const value = told[name];
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

const isNumbers = (value: unknown): value is number[] =>
  Array.isArray(value) && value.length > 0 && value.every(n => typeof n === 'number' && Number.isFinite(n));

function normalizationOf(told: Record<string, unknown>): Preprocessing['normalization'] {
  const [mean, deviation] = [entryOf(told, 'image_mean'), entryOf(told, 'image_std')];
  return isNumbers(mean) && isNumbers(deviation) && deviation.every(d => d > 0) ? { mean, deviation } : undefined;
}

/** `size` or `crop_size`: a number, or an object with height and width or the shortest edge. */
function sizeOf(told: Record<string, unknown>): readonly [number, number] | undefined {
  for (const name of ['crop_size', 'size']) {
    const value = entryOf(told, name);
    if (typeof value === 'number' && value >= 1) return [value, value];
    if (typeof value !== 'object' || value === null) continue;
    const { height, width, shortest_edge: edge } = value as Record<string, unknown>;
    if (typeof height === 'number' && typeof width === 'number') return [height, width];
    if (typeof edge === 'number') return [edge, edge];
  }
  return undefined;
}
