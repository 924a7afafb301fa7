/** What part of each source pixel lies in a target pixel, along one axis of `from` pixels shrunk to `to`. */
interface Cover {
  readonly start: number;
  readonly parts: readonly number[];
}

function covers(from: number, to: number): readonly Cover[] {
  const width = from / to;
  return Array.from({ length: to }, (_, i) => {
    const [low, high] = [i * width, Math.min(from, (i + 1) * width)];
    const start = Math.floor(low);
    const parts = Array.from(
      { length: Math.ceil(high) - start },
      (_, k) => (Math.min(high, start + k + 1) - Math.max(low, start + k)) / width,
    );
    return { start, parts };
  });
}

/** Shrinks a grey image [height, width] to [size, size]: each pixel is the mean over the area it covers. */
export function shrink(pixels: Uint8Array, height: number, width: number, size: number): Uint8Array {
  const columns = covers(width, size);
  const narrow = new Float64Array(height * size);
  for (let y = 0; y < height; y++) {
    columns.forEach(({ start, parts }, x) => {
      let sum = 0;
      for (let k = 0; k < parts.length; k++) sum += parts[k]! * pixels[y * width + start + k]!;
      narrow[y * size + x] = sum;
    });
  }
  const shrunk = new Uint8Array(size * size);
  covers(height, size).forEach(({ start, parts }, y) => {
    for (let x = 0; x < size; x++) {
      let sum = 0;
      for (let k = 0; k < parts.length; k++) sum += parts[k]! * narrow[(start + k) * size + x]!;
      shrunk[y * size + x] = Math.round(sum);
    }
  });
  return shrunk;
}
