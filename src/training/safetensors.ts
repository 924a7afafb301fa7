import type { NdArray } from '../nd-array.ts';

/**
 * Arrays by name as one safetensors file: a JSON header with names, shapes and places, then the numbers. `metadata`, texts by
 * name, is the first entry of the header.
 */
export function safetensorsBytes(
  values: Readonly<Record<string, NdArray<Float32Array>>>,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  let end = 0;
  const entries = Object.entries(values).map(([name, { data, shape }]) => {
    const start = end;
    end += data.byteLength;
    return [name, { dtype: 'F32', shape, data_offsets: [start, end] }] as const;
  });
  const header = { __metadata__: metadata, ...Object.fromEntries(entries) };
  const text = new TextEncoder().encode(JSON.stringify(header));
  const padding = (8 - (text.length % 8)) % 8;
  const bytes = new Uint8Array(8 + text.length + padding + end).fill(0x20, 8 + text.length, 8 + text.length + padding);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length + padding), true);
  bytes.set(text, 8);
  const start = 8 + text.length + padding;
  Object.values(values).forEach(({ data }, i) => {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), start + entries[i]![1].data_offsets[0]!);
  });
  return bytes;
}
