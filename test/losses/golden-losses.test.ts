import { describe, it } from 'vitest';
import type { Distance } from '../../src/distances/index.ts';
import * as distances from '../../src/distances/index.ts';
import type { Loss } from '../../src/losses/index.ts';
import * as losses from '../../src/losses/index.ts';
import { expectClose } from '../support/close.ts';
import { golden } from '../support/golden.ts';

interface LossCase {
  loss: string;
  params: Record<string, number | boolean>;
  distance?: string;
  value: number;
  grad: number[][];
}

interface Golden {
  embeddings: number[][];
  labels: number[];
  cases: LossCase[];
}

const distanceOf: Record<string, Distance> = {
  lp2n: distances.lpDistance(),
  lp2: distances.lpDistance({ normalize: false }),
  lp2sq: distances.lpDistance({ normalize: false, power: 2 }),
  lp2nsq: distances.lpDistance({ power: 2 }),
  lp1: distances.lpDistance({ p: 1, normalize: false }),
  cos: distances.cosineSimilarity(),
  dot: distances.dotProductSimilarity({ normalize: false }),
};

const camel = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

const make: Record<string, (options: never) => Loss> = {
  ContrastiveLoss: losses.contrastiveLoss,
  TripletMarginLoss: losses.tripletMarginLoss,
};

const { embeddings, labels, cases } = golden<Golden>('losses');

describe('losses.evaluate(loss, batch) agrees with pytorch-metric-learning', () => {
  const known = cases.filter(({ loss }) => loss in make);
  it.each(known.map(c => [`${c.loss} ${JSON.stringify(c.params)} ${c.distance}`, c] as const))('%s', async (_, c) => {
    const params = Object.fromEntries(Object.entries(c.params).map(([name, value]) => [camel(name), value]));
    const loss = make[c.loss]!({ ...params, ...(c.distance && { distance: distanceOf[c.distance] }) } as never);
    const { value, gradients } = await losses.evaluate(loss, { embeddings, labels });
    expectClose([value], [c.value], { what: 'value' });
    expectClose(gradients.embeddings.data, c.grad.flat(), { what: 'gradient' });
  });
});
