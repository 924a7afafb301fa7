import { describe, expect, it } from 'vitest';
import { lpDistance } from '../../src/distances/index.ts';
import { evaluate } from '../../src/graph/evaluate.ts';
import * as g from '../../src/graph/index.ts';
import { isLarge } from '../../src/losses/by-blocks.ts';
import * as losses from '../../src/losses/index.ts';
import { allTripletsHinge } from '../../src/losses/triplet-hinge.ts';
import * as miners from '../../src/miners/index.ts';
import { pairMasks } from '../../src/miners/masks.ts';
import { Scope } from '../../src/nn/scope.ts';
import { Random } from '../../src/random.ts';
import { meanReducer } from '../../src/reducers/index.ts';
import { expectClose } from '../support/close.ts';

const [B, R, D] = [1500, 1450, 3];
const random = new Random(5);
const points = (n: number) =>
  g.constant(
    Array.from({ length: n * D }, () => random.normal()),
    { shape: [n, D] },
  );
const classes = (n: number) =>
  g.constant(
    Array.from({ length: n }, (_, i) => i % 40),
    { dtype: 'int32' },
  );
const [batch, other] = [points(B), points(R)];
const reference = { embeddings: other, labels: classes(R) };
const distance = lpDistance({ power: 2, normalize: false });
const margin = 0.5;

/** The mean of the hinge over all triplets and its slopes, with all distances side by side. */
function whole(reference?: { embeddings: g.Tensor; labels: g.Tensor }): g.Tensor {
  const input = { labels: classes(B), ...(reference && { reference }) };
  const { positive, negative } = pairMasks(input);
  const masks = { positive: g.cast(positive, 'float32'), negative: g.cast(negative, 'float32') };
  const distances = distance.matrix(batch, reference?.embeddings ?? batch);
  const { total, every } = allTripletsHinge({ distances, ...masks, margin });
  return g.div(g.sum(total), g.sum(every));
}

async function expectSame(loss: g.Tensor, expected: g.Tensor, wrt: readonly g.Tensor[]): Promise<void> {
  const slopes = (y: g.Tensor, name: string) =>
    Object.fromEntries(g.gradients(y, wrt).map((dx, i) => [`${name}${i}`, dx]));
  const results = await evaluate({ loss, expected, ...slopes(loss, 'dx'), ...slopes(expected, 'slope') });
  const numbers = (name: string) => Array.from(results[name]!.data as Float32Array);
  expectClose(numbers('loss'), numbers('expected'), { what: 'value' });
  wrt.forEach((_, i) => {
    expectClose(numbers(`dx${i}`), numbers(`slope${i}`), { relative: 1e-3, absolute: 1e-7, what: `gradient ${i}` });
  });
}

describe('losses.tripletMarginLoss over a batch so large that it goes by blocks of anchors', () => {
  const loss = losses.tripletMarginLoss({ margin, distance, reducer: meanReducer() });
  const compute = (input: Partial<losses.LossInput>) =>
    loss.compute({ embeddings: batch, labels: classes(B), ...input }, new Scope({ training: true }));

  it('is what it is side by side', async () => {
    expect(isLarge(B, B)).toBe(true);
    await expectSame(compute({}), whole(), [batch]);
  });

  it('is so against a reference too', async () => {
    await expectSame(compute({ reference }), whole(reference), [batch, other]);
  });

  it('is so over the triplets under a rule that holds for all with a cost', async () => {
    const miner = miners.tripletMarginMiner({ margin: 1e6, distance });
    const tuples = miner.mine({ embeddings: batch, labels: classes(B) });
    await expectSame(compute({ tuples }), whole(), [batch]);
  });

  it('is so with a distance that learns its weights', async () => {
    const learned = losses.tripletMarginLoss({
      margin,
      distance: { ...distance, matrix: weighted },
      reducer: meanReducer(),
    });
    const scope = new Scope({ training: true, values: { w: { data: new Float32Array([1]), shape: [1] } } });
    await expectSame(learned.compute({ embeddings: batch, labels: classes(B) }, scope), whole(), [batch]);
  });
});

function weighted(a: g.Tensor, b: g.Tensor, scope?: Scope): g.Tensor {
  return g.mul(
    distance.matrix(a, b),
    scope!.parameter('w', [1], () => new Float32Array(1)),
  );
}
