import { tokenRows } from '../data/tokens.ts';
import { UsageError } from '../errors.ts';
import { fromNested, isStored, type NdArray, type Nested, type StoredArray, sizeOf } from '../nd-array.ts';
import type { Model, Samples } from '../training/model.ts';

/** Raw samples as a user hands them over: [N, …], as an array with its shape or nested; or texts, of a run that was trained on texts. */
export type GivenSamples = NdArray | Nested | readonly string[];

/** Samples as a model takes them. @throws UsageError that names both shapes, or what the numbers should be */
export function readGivenSamples(
  given: GivenSamples,
  model: Pick<Model, 'sampleShape' | 'takesBytes'> & Partial<Pick<Model, 'text'>>,
  who: string,
): Samples {
  const { sampleShape, takesBytes, text } = model;
  if (areTexts(given)) {
    if (text) return tokenRows(given, text, sampleShape[0]).samples;
    const got = `"${given[0]}"`;
    throw new UsageError({ who, expected: 'numbers, since the run was not trained on texts', got });
  }
  if (takesBytes && isStoredOf(given, sampleShape)) return given;
  const { data, shape } = Array.isArray(given) ? fromNested(given as Nested, who) : (given as NdArray);
  const wanted = `samples of shape [${['N', ...sampleShape].join(', ')}]`;
  if (!Array.isArray(shape) || data?.length === undefined) {
    throw new UsageError({ who, expected: wanted, got: 'neither { data, shape } nor nested arrays' });
  }
  if (shape.length !== sampleShape.length + 1 || shape.slice(1).join() !== sampleShape.join()) {
    throw new UsageError({ who, expected: wanted, got: `shape [${shape.join(', ')}]` });
  }
  if (data.length !== sizeOf(shape)) {
    const expected = `${sizeOf(shape)} numbers for shape [${shape.join(', ')}]`;
    throw new UsageError({ who, expected, got: String(data.length) });
  }
  if (!takesBytes) {
    if (data instanceof Float32Array) return { data, shape };
    if (!(data instanceof Uint8Array)) return { data: Float32Array.from(data as ArrayLike<number>, Number), shape };
    throw new UsageError({ who, expected: 'floats, as the run was trained on', got: 'bytes' });
  }
  if (data instanceof Uint8Array) return { data, shape };
  const stray = (data as Float32Array).find(value => !(Number.isInteger(value) && value >= 0 && value <= 255));
  if (stray === undefined) return { data: Uint8Array.from(data as ArrayLike<number>), shape };
  throw new UsageError({ who, expected: 'bytes from 0 to 255, as the run was trained on', got: String(stray) });
}

const areTexts = (given: GivenSamples): given is readonly string[] =>
  Array.isArray(given) && given.length > 0 && given.every(each => typeof each === 'string');

/** Decoded images are of the right type, and stay in their file. */
const isStoredOf = (given: GivenSamples, shape: readonly number[]): given is StoredArray<Uint8Array> =>
  'data' in given && isStored(given) && given.shape.slice(1).join() === shape.join();
