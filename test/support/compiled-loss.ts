import { drawNoise } from '../../src/graph/evaluate.ts';
import * as g from '../../src/graph/index.ts';
import type { Loss } from '../../src/losses/index.ts';
import * as losses from '../../src/losses/index.ts';
import { initialize, Scope } from '../../src/nn/scope.ts';
import { Random } from '../../src/random.ts';

export interface LossResult {
  readonly value: number;
  readonly gradient: Float32Array;
}

/** A loss compiled for batches of one shape, to be run on several: its weights and noise stay those of one seed. */
export async function compileLoss(loss: Loss, [n, d]: readonly [number, number], numClasses: number) {
  const scope = new Scope({ training: true });
  const [x, labels] = [g.input('x', 'float32', [n, d]), g.input('labels', 'int32', [n])];
  const value = loss.compute({ embeddings: x, labels, numClasses }, scope);
  const [gradient] = g.gradients(value, [x]);
  const program = g.program({ value, gradient: gradient! });
  const session = await g.openSession(g.toOnnx(program), { threads: 1 });
  const noise = Object.fromEntries(
    Object.entries(program.noise).map(([name, t]) => [name, g.buffer(t.dtype, t.shape)]),
  );
  drawNoise(program.noise, noise, new Random(1));
  const weights = initialize(scope.parameters, new Random(0));
  const run = async (embeddings: ArrayLike<number>, classes: ArrayLike<number>): Promise<LossResult> => {
    const given = { x: embeddings, labels: classes };
    const all = { ...given, ...Object.fromEntries(Object.entries(weights).map(([name, w]) => [name, w.data])) };
    const feeds = Object.entries(program.inputs).map(([name, t]) => [
      name,
      g.buffer(t.dtype, t.shape, all[name as keyof typeof all]),
    ]);
    const results = await session.run({ ...Object.fromEntries(feeds), ...noise });
    return { value: Number(results['value']!.data[0]), gradient: results['gradient']!.data as Float32Array };
  };
  return Object.assign(run, { release: () => session.release() });
}

/** Every loss that has a name, with its defaults where it has them. */
export const everyLoss = (numClasses: number): Readonly<Record<string, Loss>> =>
  Object.fromEntries(
    losses.names.map(name => [
      name,
      losses.byName(name, 'classCounts' in losses.optionsOf(name) ? { classCounts: Array(numClasses).fill(9) } : {}),
    ]),
  );
