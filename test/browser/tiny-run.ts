import * as g from '../../src/graph/index.ts';
import * as nn from '../../src/nn/index.ts';
import { Random } from '../../src/random.ts';
import { buildStep, StepRunner } from '../../src/training/step.ts';

const shape = [12, 1, 12, 12];

const network = nn.sequential(
  nn.conv2d({ out: 4, kernel: 3 }),
  nn.batchNorm(),
  nn.maxPool2d({ kernel: 2 }),
  nn.prelu(),
  nn.dropout({ rate: 0.2 }),
  nn.flatten(),
  nn.linear({ out: 3 }),
);

/** The cross-entropy of three classes, four images each, and the mean distance of all pairs, which is computed in float64. */
function loss(scope: nn.Scope): g.Tensor {
  const logits = network(g.input('x', 'float32', shape), scope);
  const labels = g.constant([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2], { dtype: 'int64' });
  return g.add(g.crossEntropy(logits, labels), g.mean(g.safeSqrt(g.squaredDistances(logits, logits))));
}

/** Five steps of a small network on random images: the loss of each, and the head's weights after them. */
export async function tinyRun(): Promise<{ losses: number[]; weights: number[] }> {
  const random = new Random(1);
  const step = buildStep(scope => ({ loss: loss(scope) }), nn.sgd({ rate: 0.05, momentum: 0.9 }));
  const runner = await StepRunner.open(step, random);
  const x = runner.feeds['x']!.data as Float32Array;
  const losses: number[] = [];
  for (let i = 0; i < 5; i++) {
    x.forEach((_, j) => {
      x[j] = random.normal();
    });
    losses.push((await runner.run(random))['loss']!);
  }
  const weights = [...runner.values['6.weight']!.data];
  await runner.release();
  return { losses, weights };
}
