import { describe, expect, it } from 'vitest';
import { add, flatten, mean, mul, sum } from '../../src/graph/index.ts';
import * as methods from '../../src/methods/index.ts';
import type { Method } from '../../src/methods/method.ts';
import * as nn from '../../src/nn/index.ts';
import { seesThroughNet } from '../../src/training/frozen.ts';
import type { SampleType } from '../../src/training/sample-type.ts';

const sample: SampleType = {
  dtype: 'uint8',
  shape: [1, 8, 8],
  normalization: { scale: 1 / 255, mean: [0.5], deviation: [0.5] },
};
const net = (width: number) => nn.sequential(nn.flatten(), nn.linear({ out: width }));
const sees = (method: Method) => seesThroughNet(method, { dim: 3, net }, sample, [25, 25, 25, 25, 25, 25]);

describe('seesThroughNet(method)', () => {
  it.each(methods.names.filter(name => name !== 'online'))('%s: no, where samples are stacked or decoded', name => {
    const isOther = ['two-channel', 'vae', 'vae-siamese', 'vae-triplet'].includes(name);
    expect(sees(methods.byName(name))).toBe(!isOther);
  });

  const own = (changes: Partial<Method>): Method => ({ ...methods.byName('siamese'), ...changes });

  it('is false where an objective looks at the samples, or changes them first', () => {
    const { objective } = methods.byName('siamese');
    const looking = own({
      objective: (batch, architecture, scope) => {
        const found = objective(batch, architecture, scope);
        return { ...found, loss: add(found.loss, mean(batch.intensities)) };
      },
    });
    const measuring = own({
      objective: (batch, ...rest) => ({
        ...objective(batch, ...rest),
        metrics: { light: sum(flatten(batch.samples)) },
      }),
    });
    const changing = own({
      objective: (batch, ...rest) => objective({ ...batch, samples: mul(batch.samples, 2) }, ...rest),
    });
    const encoding = own({ encoder: architecture => (x, scope) => architecture.net(3)(mul(x, 2), scope) });
    expect([looking, measuring, changing, encoding, own({})].map(sees)).toEqual([false, false, false, false, true]);
  });
});
