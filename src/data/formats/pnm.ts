/** Pixels in rows, channels side by side. */
export interface Pixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3 | 4;
}

/** What the header of a PGM or PPM file says. */
export interface PnmHeader {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  /** The value of white, 1 to 65 535. */
  readonly most: number;
  /** Whether the values are digits, not bytes. */
  readonly plain: boolean;
  /** Where the values begin. */
  readonly start: number;
}

const isSpace = (byte: number | undefined): boolean => byte === 32 || (byte !== undefined && byte >= 9 && byte <= 13);

/** The number at a place, past white space and comments. */
function numberAt(bytes: Uint8Array, at: number): { value: number; end: number } {
  while (isSpace(bytes[at]) || bytes[at] === 35) {
    if (bytes[at] === 35) while (at < bytes.length && bytes[at] !== 10 && bytes[at] !== 13) at++;
    else at++;
  }
  let [value, end] = [0, at];
  for (; bytes[end]! >= 48 && bytes[end]! <= 57; end++) value = 10 * value + bytes[end]! - 48;
  if (end === at || end - at > 9) throw new Error(`no number at byte ${at}`);
  return { value, end };
}

/** Reads the header of a PGM or PPM file (P2, P3, P5, P6; netpbm.sourceforge.net/doc/pgm.html). */
export function pnmHeader(bytes: Uint8Array): PnmHeader {
  const kind = bytes[1]! - 48;
  const width = numberAt(bytes, 2);
  const height = numberAt(bytes, width.end);
  const most = numberAt(bytes, height.end);
  if (width.value < 1 || height.value < 1 || most.value < 1 || most.value > 65_535) {
    throw new Error(`a header of ${width.value}×${height.value} pixels up to ${most.value}`);
  }
  return {
    width: width.value,
    height: height.value,
    channels: kind === 2 || kind === 5 ? 1 : 3,
    most: most.value,
    plain: kind < 4,
    start: most.end + 1,
  };
}

/** Decodes a PGM or PPM file to bytes; 16-bit values are scaled. */
export function decodePnm(bytes: Uint8Array): Pixels {
  const { width, height, channels, most, plain, start } = pnmHeader(bytes);
  const count = width * height * channels;
  const values = plain ? digits(bytes, start, count) : binary(bytes, start, count, most > 255 ? 2 : 1);
  const data = Uint8Array.from(values, value => Math.min(255, Math.round((value * 255) / most)));
  return { data, width, height, channels };
}

function digits(bytes: Uint8Array, start: number, count: number): Uint16Array {
  if (bytes.length - start < 2 * count - 1) throw new Error('fewer values than its header says');
  const values = new Uint16Array(count);
  let at = start;
  for (let i = 0; i < count; i++) {
    const { value, end } = numberAt(bytes, at);
    values[i] = value;
    at = end;
  }
  return values;
}

function binary(bytes: Uint8Array, start: number, count: number, width: 1 | 2): Uint8Array | Uint16Array {
  if (bytes.length - start < count * width) throw new Error('fewer bytes than its header says');
  if (width === 1) return bytes.subarray(start, start + count);
  return Uint16Array.from({ length: count }, (_, i) => bytes[start + 2 * i]! * 256 + bytes[start + 2 * i + 1]!);
}
