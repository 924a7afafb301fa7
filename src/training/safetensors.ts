import { z } from 'zod';
import type { NearfarError } from '../errors.ts';
import { bfloatToFloat, halfToFloat } from '../graph/onnx/tensor-data.ts';
import { type NdArray, sizeOf } from '../nd-array.ts';

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

/** The error for a file that is broken in some way. */
export type Broken = (got: string, cause?: unknown) => NearfarError;

/** The header of a safetensors file, and where its numbers begin. */
export function safetensorsHeader<T>(bytes: Uint8Array, schema: z.ZodType<T>, broken: Broken) {
  if (bytes.length < 8) throw broken(`${bytes.length} bytes`);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const start = 8 + length;
  if (start > bytes.length) throw broken(`a header said to be ${length} bytes long in a file of ${bytes.length}`);
  return { header: parseBytes(schema, bytes.subarray(8, start), broken), start };
}

/** JSON that must hold what the schema says. */
export function parseBytes<T>(schema: z.ZodType<T>, json: Uint8Array, broken: Broken): T {
  try {
    return schema.parse(JSON.parse(new TextDecoder().decode(json)));
  } catch (cause) {
    throw broken('a header that does not read as one', cause);
  }
}

const count = z.int().min(0);

const headerSchema = z
  .object({ __metadata__: z.record(z.string(), z.string()).optional() })
  .catchall(z.object({ dtype: z.string(), shape: z.array(count), data_offsets: z.tuple([count, count]) }));

/** How numbers of a kind lie in a file, and how they become float32. */
const KINDS: Readonly<
  Record<string, { readonly width: number; readonly read: (buffer: ArrayBuffer) => Float32Array }>
> = {
  F32: { width: 4, read: buffer => new Float32Array(buffer) },
  F16: { width: 2, read: buffer => Float32Array.from(new Uint16Array(buffer), halfToFloat) },
  BF16: { width: 2, read: buffer => Float32Array.from(new Uint16Array(buffer), bfloatToFloat) },
  F64: { width: 8, read: buffer => Float32Array.from(new Float64Array(buffer)) },
};

/** What a safetensors file holds. */
export interface Safetensors {
  /** The arrays of floats by their names, as float32. */
  readonly values: Readonly<Record<string, NdArray<Float32Array>>>;
  /** The names of arrays that are no floats, with their types. */
  readonly others: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Reads a safetensors file; its float64, float16 and bfloat16 numbers become float32. */
export function readSafetensors(bytes: Uint8Array, broken: Broken): Safetensors {
  const { header, start } = safetensorsHeader(bytes, headerSchema, broken);
  const { __metadata__: metadata = {}, ...tensors } = header;
  const values: Record<string, NdArray<Float32Array>> = {};
  const others: Record<string, string> = {};
  for (const [name, { dtype, shape, data_offsets: places }] of Object.entries(tensors)) {
    const [from, to] = places;
    const kind = KINDS[dtype];
    if (start + to > bytes.length || to < from) throw broken(`a truncated file: "${name}" is not whole`);
    if (kind === undefined) {
      others[name] = dtype;
      continue;
    }
    if (to - from !== kind.width * sizeOf(shape))
      throw broken(`${to - from} bytes for "${name}" of shape [${shape.join(', ')}] in ${dtype}`);
    values[name] = { data: kind.read(Uint8Array.from(bytes.subarray(start + from, start + to)).buffer), shape };
  }
  return { values, others, metadata };
}
