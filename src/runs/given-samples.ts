import { tokenRows } from '../data/tokens.ts';
import { UsageError } from '../errors.ts';
import { dataOf, described, fromNested, isList, isNdArray, toFloats } from '../given-array.ts';
import { isStored, type NdArray, type Nested, type StoredArray, sizeOf } from '../nd-array.ts';
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
  const wanted = `samples of shape [${['N', ...sampleShape].join(', ')}]`;
  if (!isNdArray(given) && !isList(given)) {
    const isObject = typeof given === 'object' && given !== null;
    const got = isObject ? 'neither { data, shape } nor nested arrays' : described(given);
    throw new UsageError({ who, expected: wanted, got });
  }
  const array = isNdArray(given) ? given : fromNested(given as Nested, who);
  const { shape } = array;
  if (shape.length !== sampleShape.length + 1 || shape.slice(1).join() !== sampleShape.join()) {
    throw new UsageError({ who, expected: wanted, got: `shape [${shape.join(', ')}]` });
  }
  const data = dataOf(array, who);
  if (!takesBytes) {
    if (data instanceof Uint8Array)
      throw new UsageError({ who, expected: 'floats, as the run was trained on', got: 'bytes' });
    const floats = toFloats(data, who);
    const stray = floats.findIndex(value => !Number.isFinite(value));
    if (stray < 0) return { data: floats, shape };
    const got = `${floats[stray]} in sample ${Math.floor(stray / sizeOf(sampleShape))}`;
    throw new UsageError({ who, expected: 'finite numbers', got });
  }
  if (data instanceof Uint8Array) return { data, shape };
  const bytes = toFloats(data, who);
  const stray = bytes.find(value => !(Number.isInteger(value) && value >= 0 && value <= 255));
  if (stray === undefined) return { data: Uint8Array.from(bytes), shape };
  throw new UsageError({ who, expected: 'bytes from 0 to 255, as the run was trained on', got: String(stray) });
}

const areTexts = (given: GivenSamples): given is readonly string[] =>
  Array.isArray(given) && given.length > 0 && given.every(each => typeof each === 'string');

/** Decoded images are of the right type, and stay in their file. */
const isStoredOf = (given: GivenSamples, shape: readonly number[]): given is StoredArray<Uint8Array> =>
  isNdArray(given) && isStored(given) && given.shape.slice(1).join() === shape.join();
