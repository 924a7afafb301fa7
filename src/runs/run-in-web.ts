import { readFileSync } from 'node:fs';
import type { Answers, Tried } from './tried-network.ts';

/** The WebAssembly of a browser, here. */
export async function runInWeb(tried: readonly Tried[]): Promise<Answers> {
  const runtime = 'onnxruntime-web';
  let ort: typeof import('onnxruntime-web');
  try {
    ort = await import('onnxruntime-web');
  } catch {
    return { runtime, skipped: 'it is not installed (npm install onnxruntime-web)' };
  }
  ort.env.wasm.numThreads = 1;
  const outputs = [];
  for (const { path, inputs } of tried) {
    const session = await ort.InferenceSession.create(readFileSync(path), { executionProviders: ['wasm'] });
    const feeds = Object.entries(inputs).map(([name, { dtype, data, shape }]) => [
      name,
      new ort.Tensor(dtype as 'float32', data as Float32Array, shape),
    ]);
    const found = await session.run(Object.fromEntries(feeds));
    await session.release();
    outputs.push(Object.fromEntries(Object.entries(found).map(([name, { data }]) => [name, data as Float32Array])));
  }
  return { runtime, outputs };
}
