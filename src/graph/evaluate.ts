import type { NdArray } from '../nd-array.ts';
import { Random } from '../random.ts';
import { toOnnx } from './onnx/export.ts';
import { type Program, program } from './program.ts';
import { type Buffer, buffer, openSession, type SessionOptions } from './runtime.ts';
import type { Tensor } from './tensor.ts';

/** Fills a program's noise inputs from a generator, in the order of their names in the program. */
export function drawNoise(noise: Program['noise'], buffers: Readonly<Record<string, Buffer>>, random: Random): void {
  for (const [name, { source }] of Object.entries(noise)) {
    const data = buffers[name]!.data as Float32Array;
    for (let i = 0; i < data.length; i++) data[i] = source === 'normal' ? random.normal() : random.uniform();
  }
}

/** Compiles, runs once and lets go: the values of the named tensors. For tests, notebooks and one-off calculations. */
export async function evaluate(
  outputs: Readonly<Record<string, Tensor>>,
  feeds: Readonly<Record<string, ArrayLike<number | bigint>>> = {},
  { seed = 0, ...options }: SessionOptions & { seed?: number } = {},
): Promise<Record<string, NdArray>> {
  const compiled = program(outputs);
  const session = await openSession(toOnnx(compiled), options);
  const given = Object.entries(compiled.inputs).map(
    ([name, t]) => [name, buffer(t.dtype, t.shape, feeds[name]!)] as const,
  );
  const drawn = Object.entries(compiled.noise).map(([name, t]) => [name, buffer(t.dtype, t.shape)] as const);
  const buffers = Object.fromEntries([...given, ...drawn]);
  drawNoise(compiled.noise, buffers, new Random(seed));
  try {
    return await session.run(buffers);
  } finally {
    await session.release();
  }
}
