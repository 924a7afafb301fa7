/** Width and height of an image. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * The size that a PNG or JPEG file states in its header. Undefined of other files, and where the header is none that the standards
 * (W3C PNG; ITU T.81, annex B) describe: a decoder tells more of these.
 */
export function statedSize(file: Buffer): Size | undefined {
  const found = startsWith(file, '\x89PNG\r\n\x1a\n')
    ? ofPng(file)
    : startsWith(file, '\xff\xd8')
      ? ofJpeg(file)
      : undefined;
  return found && found.width > 0 && found.height > 0 ? found : undefined;
}

const startsWith = (file: Buffer, start: string): boolean => file.toString('latin1', 0, start.length) === start;

function ofPng(file: Buffer): Size | undefined {
  if (file.length < 24 || file.toString('latin1', 12, 16) !== 'IHDR') return undefined;
  return { width: file.readUInt32BE(16), height: file.readUInt32BE(20) };
}

/** Segments that state the size: SOF0 to SOF15 without DHT, JPG and DAC, which lie among them. */
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

function ofJpeg(file: Buffer): Size | undefined {
  for (let at = 2; at + 9 <= file.length && file[at] === 0xff; at += 2 + file.readUInt16BE(at + 2)) {
    const marker = file[at + 1]!;
    if (isFrame(marker)) return { width: file.readUInt16BE(at + 7), height: file.readUInt16BE(at + 5) };
    if (marker < 0xc0 || marker === 0xff || (marker >= 0xd0 && marker <= 0xda)) return undefined;
  }
  return undefined;
}
