import * as graph from 'nearfar/graph';
import * as networks from 'nearfar/networks';
import * as nn from 'nearfar/nn';
import { buildStep, Random, StepRunner } from 'nearfar/training';
import type { Peer } from './peer.ts';

/** One step of the reference network: triplet loss in squared distance, margin 1, Adam. */
export const nearfar: Peer = {
  name: 'nearfar',
  missing: async () => undefined,
  async run({ batch, threads, steps }) {
    const third = batch / 3;
    const encoder = networks.embeddingNet.module({ dim: 2 });
    const step = buildStep(
      scope => {
        const x = graph.input('x', 'float32', [batch, 1, 28, 28]);
        const [a, p, n] = graph.split(encoder(x, scope), [third, third, third]);
        const d2 = (u: graph.Tensor, v: graph.Tensor) => graph.sum(graph.square(graph.sub(u, v)), 1);
        return { loss: graph.mean(graph.relu(graph.add(graph.sub(d2(a!, p!), d2(a!, n!)), 1))) };
      },
      nn.adam({ rate: 1e-3 }),
    );
    const random = new Random(0);
    const runner = await StepRunner.open(step, random, {}, { threads });
    const x = runner.feeds['x']!.data as Float32Array;
    for (let i = 0; i < x.length; i++) x[i] = random.normal();
    const times: number[] = [];
    for (let i = 0; i < steps + 3; i++) {
      const start = performance.now();
      await runner.run(random);
      if (i >= 3) times.push(performance.now() - start);
    }
    await runner.release();
    return times;
  },
};
