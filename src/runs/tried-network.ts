import { readFileSync } from 'node:fs';
import { type Buffer, buffer, openSession } from '../graph/runtime.ts';
import { sizeOf } from '../nd-array.ts';
import { Random } from '../random.ts';

/** A network's inputs, and its outputs by onnxruntime-node. */
export interface Tried {
  readonly path: string;
  readonly inputs: Readonly<Record<string, Buffer>>;
  readonly outputs: Readonly<Record<string, Float32Array>>;
}

/** What a runtime gives for what was tried: the outputs of each file by name; or why it cannot. */
export type Answers =
  | { readonly runtime: string; readonly outputs: readonly Readonly<Record<string, ArrayLike<number>>>[] }
  | { readonly runtime: string; readonly skipped: string };

const ROWS = 8;
/** Random inputs, the same each time, and what comes of them here. */
export async function tryOut(path: string): Promise<Tried> {
  const session = await openSession(readFileSync(path));
  try {
    const random = new Random(0).fork('runtimes');
    const inputs = Object.entries(session.inputShapes).map(([name, [, ...sample]]) => {
      const shape = [ROWS, ...sample];
      const bytes = Array.from({ length: sizeOf(shape) }, () => random.int(256));
      const isByte = session.inputTypes[name] === 'uint8';
      return [
        name,
        isByte
          ? buffer('uint8', shape, bytes)
          : buffer(
              'float32',
              shape,
              bytes.map(x => x / 256),
            ),
      ] as const;
    });
    const feeds = Object.fromEntries(inputs);
    const outputs = await session.run(feeds);
    const numbers = Object.entries(outputs).map(([name, { data }]) => [name, data as Float32Array]);
    return { path, inputs: feeds, outputs: Object.fromEntries(numbers) };
  } finally {
    await session.release();
  }
}
