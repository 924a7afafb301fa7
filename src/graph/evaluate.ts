import { NearfarError, unknownName } from '../errors.ts';
import { type NdArray, sizeOf } from '../nd-array.ts';
import { Random } from '../random.ts';
import { toOnnx } from './onnx/export.ts';
import { type Program, program } from './program.ts';
import { type Buffer, buffer, openSession, type SessionOptions } from './runtime.ts';
import type { Tensor } from './tensor.ts';
import { showType } from './tensor-type.ts';

/** Fills a program's noise inputs from a generator, in the order of their names in the program. */
export function drawNoise(noise: Program['noise'], buffers: Readonly<Record<string, Buffer>>, random: Random): void {
  for (const [name, { source }] of Object.entries(noise)) {
    const data = buffers[name]!.data as Float32Array;
    for (let i = 0; i < data.length; i++) data[i] = source === 'normal' ? random.normal() : uniform24(random);
  }
}

/** Below 1 as a float32 too, which has 24 bits: one in 33 million of `random.uniform` would round up to 1. */
const uniform24 = (random: Random): number => (random.uint32() >>> 8) / 0x1000000;

type Feeds = Readonly<Record<string, ArrayLike<number | bigint>>>;

/**
 * Compiles, runs once and lets go: the values of the named tensors. For tests, notebooks and one-off calculations.
 * `feeds` has the numbers of each input that the tensors depend on, row-major, and nothing else. Noise is drawn from a
 * generator seeded with `seed` (default 0).
 */
export async function evaluate(
  outputs: Readonly<Record<string, Tensor>>,
  feeds: Feeds = {},
  { seed = 0, ...options }: SessionOptions & { seed?: number } = {},
): Promise<Record<string, NdArray>> {
  const compiled = program(outputs);
  const given = fill(compiled.inputs, feeds);
  const drawn = Object.entries(compiled.noise).map(([name, t]) => [name, buffer(t.dtype, t.shape)] as const);
  const buffers = { ...given, ...Object.fromEntries(drawn) };
  drawNoise(compiled.noise, buffers, new Random(seed));
  const session = await openSession(toOnnx(compiled), options);
  try {
    return await session.run(buffers);
  } finally {
    await session.release();
  }
}

/** A buffer for each input, once every name and every count is found to fit. */
function fill(inputs: Program['inputs'], feeds: Feeds): Record<string, Buffer> {
  const known = Object.keys(inputs);
  const unknown = Object.keys(feeds).find(name => !known.includes(name));
  if (unknown !== undefined) throw unknownInput(unknown, known);
  return Object.fromEntries(
    Object.entries(inputs).map(([name, type]) => {
      const values = feeds[name];
      if (values?.length === sizeOf(type.shape)) return [name, buffer(type.dtype, type.shape, values)];
      throw new NearfarError({
        who: 'evaluate',
        expected: `${sizeOf(type.shape)} values for the input "${name}" ${showType(type)}`,
        got: values === undefined ? 'none' : `${values.length}`,
      });
    }),
  );
}

const unknownInput = (name: string, known: readonly string[]): NearfarError =>
  known.length > 0
    ? unknownName('evaluate', 'an input', name, known)
    : new NearfarError({
        who: 'evaluate',
        expected: 'nothing fed, as no output depends on an input',
        got: `"${name}"`,
      });
