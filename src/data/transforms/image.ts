/** One image: its numbers lie channel by channel, row by row. */
export interface Image {
  readonly data: Uint8Array | Float32Array;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** The lowest and the highest number that an image may have: 0 and 255 of bytes, of floats what it has. */
export function rangeOf({ data }: Image): readonly [low: number, high: number] {
  if (data instanceof Uint8Array) return [0, 255];
  let [low, high] = [Infinity, -Infinity];
  for (const value of data) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

/** What is added before a number is stored, since bytes cut off what is behind the point. */
export const roundingOf = ({ data }: Image): number => (data instanceof Uint8Array ? 0.5 : 0);

/** How bright red, green and blue are, 1 together (ITU-R BT.601). */
export const LUMA = [0.299, 0.587, 0.114] as const;
