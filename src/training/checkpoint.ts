import { z } from 'zod';
import { NearfarError } from '../errors.ts';
import { type NdArray, sizeOf } from '../nd-array.ts';
import type { RandomState } from '../random.ts';

/** Everything a run needs to go on as if it had never stopped. */
export interface Checkpoint {
  readonly progress: Progress;
  /** Parameters, running statistics and the optimiser's state, by name. */
  readonly values: Readonly<Record<string, NdArray<Float32Array>>>;
}

export interface Progress {
  /** The epoch under way, from 0; equal to the number of epochs when the run is done. */
  readonly epoch: number;
  /** Steps of that epoch done. */
  readonly step: number;
  /** Sum of the losses of those steps. */
  readonly lossSum: number;
  readonly trainSeconds: number;
  /** The generator of the noise inside the step. */
  readonly noise: RandomState;
  /** Lines of the history that belong to this state. */
  readonly historyLines: number;
}

const progressSchema = z.object({
  epoch: z.number(),
  step: z.number(),
  lossSum: z.number(),
  trainSeconds: z.number(),
  noise: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  historyLines: z.number(),
});

const headerSchema = z.record(
  z.string(),
  z.union([
    z.object({ dtype: z.literal('F32'), shape: z.array(z.number()), data_offsets: z.tuple([z.number(), z.number()]) }),
    z.object({ progress: z.string() }),
  ]),
);

/** A checkpoint as one safetensors file: a JSON header with names, shapes and places, then the numbers. */
export function encodeCheckpoint({ progress, values }: Checkpoint): Uint8Array {
  let end = 0;
  const entries = Object.entries(values).map(([name, { data, shape }]) => {
    const start = end;
    end += data.byteLength;
    return [name, { dtype: 'F32', shape, data_offsets: [start, end] }] as const;
  });
  const header = { __metadata__: { progress: JSON.stringify(progress) }, ...Object.fromEntries(entries) };
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

/** Reads what `encodeCheckpoint` wrote. `source` names it in errors. */
export function decodeCheckpoint(bytes: Uint8Array, source: string): Checkpoint {
  const broken = (got: string, cause?: unknown) =>
    new NearfarError(
      { who: source, expected: 'a checkpoint (a safetensors file)', got, fix: 'Delete it and train anew' },
      { cause },
    );
  if (bytes.length < 8) throw broken(`${bytes.length} bytes`);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const start = 8 + length;
  if (start > bytes.length) throw broken(`a header said to be ${length} bytes long in a file of ${bytes.length}`);
  try {
    const { __metadata__: metadata, ...tensors } = headerSchema.parse(
      JSON.parse(new TextDecoder().decode(bytes.subarray(8, start))),
    );
    const progress = progressSchema.parse(JSON.parse((metadata as { progress: string }).progress));
    const values: Record<string, NdArray<Float32Array>> = {};
    for (const [name, tensor] of Object.entries(tensors)) {
      if (!('shape' in tensor)) continue;
      const [from, to] = tensor.data_offsets;
      if (start + to > bytes.length || to - from !== 4 * sizeOf(tensor.shape))
        throw broken(`a truncated file: "${name}" is not whole`);
      values[name] = {
        data: new Float32Array(Uint8Array.from(bytes.subarray(start + from, start + to)).buffer),
        shape: tensor.shape,
      };
    }
    return { progress, values };
  } catch (cause) {
    throw cause instanceof NearfarError ? cause : broken('a header that does not read as one', cause);
  }
}
