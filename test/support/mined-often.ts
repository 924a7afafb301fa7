import { drawNoise } from '../../src/graph/evaluate.ts';
import { toOnnx } from '../../src/graph/onnx/export.ts';
import { program } from '../../src/graph/program.ts';
import { buffer, openSession } from '../../src/graph/runtime.ts';
import type { Tensor } from '../../src/graph/tensor.ts';
import { feedsOf, readBatch } from '../../src/miners/given-batch.ts';
import type { Miner } from '../../src/miners/miner.ts';
import type { NdArray } from '../../src/nd-array.ts';
import { Scope } from '../../src/nn/scope.ts';
import { Random } from '../../src/random.ts';

interface Batch {
  readonly embeddings: number[][];
  readonly labels: number[];
}

/** How often each tuple ("a p n", "+ a p" or "- a n") was chosen in so many draws of one batch, compiled once. */
export async function minedOften(miner: Miner, batch: Batch, times: number): Promise<Map<string, number>> {
  const read = readBatch('minedOften', batch);
  const tuples = miner.mine(read.input, new Scope({ training: true }));
  const { kind, distance: _, ...outputs } = tuples as unknown as Record<string, Tensor> & { kind: string };
  const compiled = program(outputs);
  const feeds = feedsOf(outputs, read.feeds);
  const types = { ...compiled.inputs, ...compiled.noise };
  const buffers = Object.fromEntries(
    Object.entries(types).map(([name, { dtype, shape }]) => [name, buffer(dtype, shape, feeds[name])]),
  );
  const session = await openSession(toOnnx(compiled), { threads: 1 });
  const random = new Random(1);
  const counts = new Map<string, number>();
  for (let draw = 0; draw < times; draw++) {
    drawNoise(compiled.noise, buffers, random);
    const results = await session.run(buffers);
    for (const [tuple, count] of kind === 'pairs' ? pairs(results) : triplets(results)) {
      counts.set(tuple, (counts.get(tuple) ?? 0) + count);
    }
  }
  await session.release();
  return counts;
}

function triplets(results: Record<string, NdArray>): [string, number][] {
  const column = (name: string, i: number) => Number(results[name]!.data[i]!);
  return Array.from(results['weight']!.data as Float32Array).flatMap((weight, i): [string, number][] =>
    weight > 0 ? [[['anchor', 'positive', 'negative'].map(name => column(name, i)).join(' '), 1]] : [],
  );
}

function pairs(results: Record<string, NdArray>): [string, number][] {
  return ['positive', 'negative'].flatMap(name => {
    const { data, shape } = results[name]!;
    return Array.from(data as Float32Array).flatMap((times, at): [string, number][] =>
      times > 0 ? [[`${name === 'positive' ? '+' : '-'} ${Math.floor(at / shape[1]!)} ${at % shape[1]!}`, times]] : [],
    );
  });
}
