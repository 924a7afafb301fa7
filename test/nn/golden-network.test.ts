import { expect, it } from 'vitest';
import * as g from '../../src/graph/index.ts';
import type { NdArray } from '../../src/nd-array.ts';
import * as nn from '../../src/nn/index.ts';
import { Random } from '../../src/random.ts';
import { buildStep, StepRunner } from '../../src/training/step.ts';
import { expectClose } from '../support/close.ts';
import { golden } from '../support/golden.ts';

interface Recorded {
  state: Record<string, { shape: number[]; data: number[] }>;
  images: { shape: number[]; data: number[] };
  embeddingsBefore: number[];
  losses: number[];
  embeddingsAfter: number[];
}

const { state, images, embeddingsBefore, losses, embeddingsAfter } = golden<Recorded>('network');

const network = nn.sequential(
  nn.conv2d({ out: 4, kernel: 5 }),
  nn.prelu(),
  nn.maxPool2d({ kernel: 2 }),
  nn.conv2d({ out: 6, kernel: 5 }),
  nn.prelu(),
  nn.maxPool2d({ kernel: 2 }),
  nn.flatten(),
  nn.linear({ out: 16 }),
  nn.prelu(),
  nn.linear({ out: 2 }),
);

const initial = Object.fromEntries(
  Object.entries(state).map(([name, { shape, data }]) => [name, { shape, data: Float32Array.from(data) }]),
);

/** mean of max(‖a − p‖² − ‖a − n‖² + 1, 0), the batch being four anchors, four positives, four negatives. */
function tripletLoss(embeddings: g.Tensor): g.Tensor {
  const [anchor, positive, negative] = g.split(embeddings, [4, 4, 4]) as [g.Tensor, g.Tensor, g.Tensor];
  const squared = (a: g.Tensor, b: g.Tensor) => g.sum(g.square(g.sub(a, b)), 1);
  return g.mean(g.relu(g.add(g.sub(squared(anchor, positive), squared(anchor, negative)), 1)));
}

async function embed(values: Record<string, NdArray>): Promise<NdArray> {
  const x = g.input('x', 'float32', images.shape);
  const { y } = await g.evaluate({ y: network(x, new nn.Scope({ training: false, values })) }, { x: images.data });
  return y!;
}

it('a network with given weights embeds as in PyTorch', async () => {
  expectClose((await embed(initial)).data as Float32Array, embeddingsBefore);
});

/** Rows [12, 2] with their mean taken out. */
function centred(rows: ArrayLike<number>): number[] {
  const mean = [0, 1].map(j => Array.from(rows).reduce((total, v, i) => total + (i % 2 === j ? v : 0), 0) / 12);
  return Array.from(rows, (v, i) => v - mean[i % 2]!);
}

// The loss sees differences of embeddings only, so that the last bias has gradient 0 but for rounding, which Adam scales
// up to whole steps: embeddings are compared about their mean, and no closer than PyTorch agrees with itself in float64.
it('five Adam steps give the losses and the embeddings that PyTorch gives', async () => {
  const step = buildStep(
    scope => ({ loss: tripletLoss(network(g.input('x', 'float32', images.shape), scope)) }),
    nn.adam({ rate: 0.01 }),
  );
  expect(step.parameters.map(({ name }) => name).filter(name => !name.startsWith('optimizer.'))).toEqual(
    Object.keys(state),
  );
  const runner = await StepRunner.open(step, new Random(0), initial);
  (runner.feeds['x']!.data as Float32Array).set(images.data);
  const seen: number[] = [];
  for (const _ of losses) seen.push((await runner.run(new Random(0)))['loss']!);
  expectClose(seen, losses, { what: 'losses' });
  const after = (await embed(runner.values)).data as Float32Array;
  expectClose(centred(after), centred(embeddingsAfter), { what: 'embeddings', absolute: 5e-3 });
  await runner.release();
});
