import { NearfarError } from '../errors.ts';
import { runInPython } from './run-in-python.ts';
import { runInWeb } from './run-in-web.ts';
import { type Answers, type Tried, tryOut } from './tried-network.ts';

/** What a runtime other than this process's made of a written network. */
export interface RuntimeCheck {
  /** `onnxruntime-web` (WebAssembly), or Python's: `onnxruntime`, or `onnx.reference` where there is only that. */
  readonly runtime: string;
  /** The greatest difference of a number from that of onnxruntime-node, as a share of the greatest number; absent where it did not run. */
  readonly difference?: number;
  /** Why it did not run. */
  readonly skipped?: string;
}

/** Runtimes add up in other orders; one step of 8 bits is 0.4 %. */
const TOLERANCE = 0.01;

/**
 * Runs written ONNX files in other runtimes, as far as they are installed, and compares.
 *
 * @throws NearfarError where one computes something else, or fails
 */
export async function checkRuntimes(paths: readonly string[]): Promise<readonly RuntimeCheck[]> {
  const tried: Tried[] = [];
  for (const path of paths) tried.push(await tryOut(path));
  return [compared(tried, await runInWeb(tried)), compared(tried, await runInPython(tried))];
}

function compared(tried: readonly Tried[], answers: Answers): RuntimeCheck {
  const { runtime } = answers;
  if ('skipped' in answers) return answers;
  let worst = 0;
  for (const [i, { path, outputs }] of tried.entries()) {
    for (const [name, expected] of Object.entries(outputs)) {
      const got = answers.outputs[i]?.[name] ?? [];
      const greatest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
      const difference = expected.reduce((most, value, k) => Math.max(most, Math.abs(value - got[k]!)), 0) / greatest;
      worst = Math.max(worst, difference);
      if (got.length === expected.length && difference <= TOLERANCE) continue;
      const complaint = { who: path, expected: `the numbers of onnxruntime-node from ${runtime}` };
      throw new NearfarError({ ...complaint, got: `${name} ${(100 * difference).toFixed(1)} % apart` });
    }
  }
  return { runtime, difference: worst };
}
