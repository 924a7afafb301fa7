import type { NdArray } from './nd-array.ts';

interface ArrayKind<T> {
  new (buffer: SharedArrayBuffer): T;
  readonly BYTES_PER_ELEMENT: number;
}

/** An array of zeros in memory that threads share. */
export const shared = <T>(kind: ArrayKind<T>, length: number): T =>
  new kind(new SharedArrayBuffer(length * kind.BYTES_PER_ELEMENT));

/** The array in memory that threads share: itself, or a copy. */
export function sharedCopy<T extends Uint8Array | Float32Array | Int32Array>(array: T): T {
  if (array.buffer instanceof SharedArrayBuffer) return array;
  const copy = shared(array.constructor as unknown as ArrayKind<T>, array.length);
  copy.set(array);
  return copy;
}

/** The same of an array with a shape. */
export const sharedMatrix = ({ data, shape }: NdArray<Float32Array>): NdArray<Float32Array> => ({
  data: sharedCopy(data),
  shape,
});
