import { expect } from 'vitest';
import * as g from '../../src/graph/index.ts';
import { sizeOf } from '../../src/nd-array.ts';
import { expectClose } from './close.ts';

/** What a network was asked, and the tensors of its input and its output `y`. */
export interface Asked {
  readonly data: Float32Array;
  readonly x: g.Tensor;
  readonly y: g.Tensor;
}

/** An imported network computes what ONNX Runtime computes of its file. */
export async function expectAsRuntime(model: Uint8Array, shape: readonly number[]): Promise<Asked> {
  const data = Float32Array.from({ length: sizeOf(shape) }, (_, i) => 1.5 * Math.sin(1 + i * 2.3));
  const session = await g.openSession(model, { threads: 1 });
  const peer = (await session.run({ x: g.buffer('float32', shape, data) }))['y']!;
  await session.release();
  const x = g.input('x', 'float32', shape);
  const y = g.importOnnx(model).apply({ x })['y']!;
  const own = (await g.evaluate({ y }, { x: data }, { threads: 1 }))['y']!;
  expect(own.shape).toEqual(peer.shape);
  expectClose(Array.from(own.data, Number), Array.from(peer.data, Number), { what: 'y' });
  return { data, x, y };
}
