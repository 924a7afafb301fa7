import { z } from 'zod';
import { isSealed, SEAL, seal } from '../data/seal.ts';
import { NearfarError } from '../errors.ts';
import { sameShape } from '../graph/tensor.ts';
import { type NdArray, sizeOf } from '../nd-array.ts';
import type { Parameter } from '../nn/index.ts';
import type { RandomState } from '../random.ts';
import { parseBytes, safetensorsBytes, safetensorsHeader } from './safetensors.ts';

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

const count = z.int().min(0);
const uint32 = z.int().min(0).max(0xffffffff);

const progressSchema = z.strictObject({
  epoch: count,
  step: count,
  lossSum: z.number(),
  trainSeconds: z.number().min(0),
  noise: z.tuple([uint32, uint32, uint32, uint32]),
  historyLines: count,
});

const tensorSchema = z.strictObject({
  dtype: z.literal('F32'),
  shape: z.array(count),
  data_offsets: z.tuple([count, count]),
});

const headerSchema = z
  .object({ __metadata__: z.strictObject({ progress: z.string(), checksum: z.string() }) })
  .catchall(tensorSchema);

/** A checkpoint as one safetensors file. */
export function encodeCheckpoint({ progress, values }: Checkpoint): Uint8Array {
  const bytes = safetensorsBytes(values, { checksum: SEAL, progress: JSON.stringify(progress) });
  seal(bytes, CHECKSUM_AT);
  return bytes;
}

/** The checksum is the first value of the header, so that it stands at a place that is known before the header is read. */
const CHECKSUM_AT = 8 + '{"__metadata__":{"checksum":"'.length;

/** Reads what `encodeCheckpoint` wrote. `source` names it in errors. */
export function decodeCheckpoint(bytes: Uint8Array, source: string): Checkpoint {
  const broken = (got: string, cause?: unknown) =>
    new NearfarError(
      { who: source, expected: 'a checkpoint (a safetensors file)', got, fix: 'Delete it and train anew' },
      { cause },
    );
  const { header, start } = safetensorsHeader(bytes, headerSchema, broken);
  const { __metadata__: metadata, ...tensors } = header;
  const values: Record<string, NdArray<Float32Array>> = {};
  for (const [name, { shape, data_offsets: places }] of Object.entries(tensors)) {
    const [from, to] = places;
    if (start + to > bytes.length || to - from !== 4 * sizeOf(shape))
      throw broken(`a truncated file: "${name}" is not whole`);
    values[name] = { data: new Float32Array(Uint8Array.from(bytes.subarray(start + from, start + to)).buffer), shape };
  }
  if (!isSealed(bytes, CHECKSUM_AT)) throw broken('one whose checksum is another than that of its content');
  return { progress: parseBytes(progressSchema, new TextEncoder().encode(metadata.progress), broken), values };
}

/** The run that a checkpoint is to be gone on with. */
export interface CheckpointedRun {
  readonly parameters: readonly Parameter[];
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  /** Whether the run has more parameters from here on. */
  readonly grows?: boolean;
}

/** @throws NearfarError if a checkpoint is not of this run: its place, or a tensor that is missing, foreign, of another shape or not finite */
export function requireOfRun(
  { progress, values }: Checkpoint,
  { parameters, epochs, stepsPerEpoch, grows }: CheckpointedRun,
): void {
  const wrong = (expected: string, got: string) =>
    new NearfarError({
      who: 'the checkpoint',
      expected,
      got,
      fix: 'Resume with the options of its run, or train anew',
    });
  const { epoch, step } = progress;
  if (epoch > epochs) throw wrong(`at most ${epochs} epochs done`, String(epoch));
  const most = epoch === epochs ? 0 : stepsPerEpoch;
  if (step > most) throw wrong(`at most ${most} steps of epoch ${epoch + 1} done`, String(step));
  for (const { name, shape } of parameters) {
    const value = values[name];
    if (!value && grows) continue;
    if (!value) throw wrong(`a value of ${name}`, 'none');
    if (!sameShape(value.shape, shape))
      throw wrong(`${name} of shape [${shape.join(', ')}]`, `[${value.shape.join(', ')}]`);
    const stray = value.data.find(x => !Number.isFinite(x));
    if (stray !== undefined) throw wrong(`finite numbers in ${name}`, String(stray));
  }
  const names = new Set(parameters.map(({ name }) => name));
  const foreign = Object.keys(values).find(name => !names.has(name));
  if (foreign !== undefined) throw wrong('the parameters of this run alone', `"${foreign}" too`);
}
