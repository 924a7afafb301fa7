import { describe, expect, it } from 'vitest';
import * as distances from '../../src/distances/index.ts';
import * as g from '../../src/graph/index.ts';
import * as losses from '../../src/losses/index.ts';
import * as miners from '../../src/miners/index.ts';
import { normal } from '../../src/nn/initializers.ts';
import * as reducers from '../../src/reducers/index.ts';
import { expectClose } from '../support/close.ts';

/** What people write themselves. */

function centreLoss({ margin = 0.1, numClasses }: { margin?: number; numClasses: number }): losses.Loss {
  return {
    name: 'centre',
    options: { margin, numClasses },
    compute({ embeddings, labels }, scope) {
      const centres = scope.parameter('centres', [numClasses, embeddings.shape[1]!], normal(0.1)); // [C, D]
      const d = g.l2Norm(g.sub(embeddings, g.gather(centres, labels))); // [B]
      return g.mean(g.relu(g.sub(d, margin)));
    },
  };
}

const pullingLoss = (common: losses.EmbeddingLossOptions = {}): losses.Loss =>
  losses.embeddingLoss({
    name: 'pulling',
    common,
    defaults: { distance: distances.lpDistance, reducer: reducers.meanReducer },
    compute: ({ d, positive, reduce }) => reduce(d, positive),
  });

/** Every positive, and each anchor’s farthest negative. */
function easyNegative(distance = distances.lpDistance()): miners.Miner {
  return {
    name: 'easy-negative',
    options: {},
    distance,
    mine({ embeddings, labels }) {
      const d = distance.matrix(embeddings, embeddings); // [B, B]
      const same = g.equal(g.expandDims(labels, 1), g.expandDims(labels, 0));
      const farthest = g.max(g.where(same, -1, d), 1, true);
      const positive = g.sub(g.cast(same, 'float32'), g.eye(labels.shape[0]!));
      return { kind: 'pairs', positive, negative: g.cast(g.equal(g.where(same, -2, d), farthest), 'float32') };
    },
  };
}

const embeddings = [
  [3, 4],
  [0, 1],
  [1, 0],
  [-1, 0],
];
const labels = [0, 0, 1, 1];

describe('a loss of one’s own', () => {
  it('is evaluated with its gradients, to its weights too', async () => {
    const centres = { data: new Float32Array(4), shape: [2, 2] };
    const batch = { embeddings, labels, parameters: { centres } };
    const { value, gradients } = await losses.evaluate(centreLoss({ numClasses: 2 }), batch);
    expectClose([value], [(4.9 + 0.9 + 0.9 + 0.9) / 4]);
    expectClose(gradients.embeddings.data, [0.15, 0.2, 0, 0.25, 0.25, 0, -0.25, 0]);
    expectClose(gradients['centres']!.data, [-0.15, -0.45, 0, 0]);
  });

  it('takes distances, reducers and tuples as the built-in ones do', async () => {
    const distance = distances.lpDistance({ normalize: false });
    const sum = pullingLoss({ distance, reducer: reducers.sumReducer() });
    const [ab, cd] = [Math.hypot(3, 3), 2];
    expectClose([(await losses.evaluate(sum, { embeddings, labels })).value], [2 * ab + 2 * cd]);
    const tuples = { anchorPositive: [[0, 1]] as miners.Pair[] };
    expectClose([(await losses.evaluate(sum, { embeddings, labels, tuples })).value], [ab]);
  });
});

describe('a miner of one’s own', () => {
  it('mines, and goes with every loss', async () => {
    const mined = await miners.mine(easyNegative(), { embeddings, labels });
    expect(mined.anchorNegative).toEqual([
      [0, 3],
      [1, 2],
      [1, 3],
      [2, 1],
      [3, 0],
    ]);
    const both = losses.multipleLosses({ losses: [losses.contrastiveLoss()], miners: [easyNegative()] });
    const given = await losses.evaluate(losses.contrastiveLoss(), { embeddings, labels, tuples: mined });
    expectClose([(await losses.evaluate(both, { embeddings, labels })).value], [given.value]);
  });
});
