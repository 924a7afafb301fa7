import { env } from 'onnxruntime-web';
import { nearfar } from './nearfar.ts';

/** Milliseconds of each of `steps` steps, with so many threads. Once a page: the runtime starts them with the first session. */
async function measure(options: { batch: number; threads: number; steps: number }): Promise<readonly number[]> {
  env.wasm.wasmPaths = '/ort/'; // threads load their script from there
  env.wasm.numThreads = options.threads;
  return nearfar.run(options);
}

Object.assign(globalThis, { measure });
