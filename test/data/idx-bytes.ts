/** An IDX file of unsigned bytes with the given shape and elements. */
export function idxBytes(shape: readonly number[], elements: ArrayLike<number>): Uint8Array {
  const start = 4 + 4 * shape.length;
  const bytes = new Uint8Array(start + elements.length);
  bytes.set([0, 0, 8, shape.length]);
  const view = new DataView(bytes.buffer);
  shape.forEach((extent, i) => {
    view.setUint32(4 + 4 * i, extent);
  });
  bytes.set(elements, start);
  return bytes;
}
