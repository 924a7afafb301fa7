import { describe, expect, it } from 'vitest';
import * as distances from '../../src/distances/index.ts';
import * as losses from '../../src/losses/index.ts';
import * as miners from '../../src/miners/index.ts';
import { Random } from '../../src/random.ts';
import * as reducers from '../../src/reducers/index.ts';
import { expectClose } from '../support/close.ts';
import { everyLoss } from '../support/compiled-loss.ts';

const random = new Random(5);
const embeddings = Array.from({ length: 10 }, () => Array.from({ length: 4 }, () => random.normal()));
const labels = [0, 0, 0, 1, 1, 1, 1, 2, 2, 2];
const batch = { embeddings, labels };

/** Losses that do not look at pairs, and what they look at. */
const withoutTuples: Readonly<Record<string, string>> = {
  'barlow-twins': 'two views',
  'cross-batch-memory': 'pairs with its memory, chosen by its own miner',
  instance: 'all of the batch',
  'p2s-grad': 'all class vectors',
  pnp: 'all negatives before each positive',
  prototypical: 'the means of classes',
  'smooth-ap': 'all ranks',
  'vic-reg': 'two views',
};

describe.each(Object.entries(everyLoss(3)))('losses.byName(%j)', (name, loss) => {
  it.each([
    ['no triplets', { triplets: [] }],
    ['no pairs', { anchorPositive: [], anchorNegative: [] }],
  ])('costs nothing, and moves nothing, for %s', async (_, tuples) => {
    const { value, gradients } = await losses.evaluate(loss, { ...batch, tuples });
    const moved = Array.from(gradients.embeddings.data as Float32Array).some(v => v !== 0);
    expect(Number.isFinite(value)).toBe(true);
    if (name in withoutTuples) return;
    expect(value).toBeCloseTo(0, 10);
    expect(moved).toBe(false);
  });
});

describe('losses.evaluate(tripletMarginLoss, { tuples })', () => {
  const margin = 0.3;

  it.each([
    'all',
    'hard',
    'semihard',
    'easy',
  ] as const)('over a rule for %s triplets is as over their list, sorted or one anchor after another', async typeOfTriplets => {
    const miner = miners.tripletMarginMiner({ margin, typeOfTriplets });
    const tuples = await miners.mine(miner, batch);
    expect(tuples.triplets!.length).toBeGreaterThan(0);
    for (const reducer of [reducers.avgNonZeroReducer(), reducers.meanReducer(), reducers.sumReducer()]) {
      for (const distance of [distances.lpDistance(), distances.cosineSimilarity()]) {
        const loss = losses.tripletMarginLoss({ margin: 0.5, reducer, distance });
        const listed = await losses.evaluate(loss, { ...batch, tuples });
        const multiple = losses.multipleLosses({ losses: [loss], miners: [miner] });
        const ruled = await losses.evaluate(multiple, batch);
        expectClose([ruled.value], [listed.value]);
        expectClose(ruled.gradients.embeddings.data, listed.gradients.embeddings.data as Float32Array);
      }
    }
  });

  it('over the angular miner’s rule is as over its list', async () => {
    const miner = miners.angularMiner({ angle: 25 });
    const loss = losses.tripletMarginLoss({ margin: 1 });
    const tuples = await miners.mine(miner, batch);
    const listed = await losses.evaluate(loss, { ...batch, tuples });
    const ruled = await losses.evaluate(losses.multipleLosses({ losses: [loss], miners: [miner] }), batch);
    expectClose([ruled.value], [listed.value]);
    expectClose(ruled.gradients.embeddings.data, listed.gradients.embeddings.data as Float32Array);
  });

  it('over pairs goes over every triplet that they make', async () => {
    const pairs = await miners.mine(miners.pairMarginMiner({ posMargin: 0.5, negMargin: 1.4 }), batch);
    const triplets = pairs.anchorPositive!.flatMap(([a, p]) =>
      pairs.anchorNegative!.filter(([b]) => b === a).map(([, n]): [number, number, number] => [a, p, n]),
    );
    const loss = losses.tripletMarginLoss({ margin: 0.5, smoothLoss: true });
    const [one, other] = [
      await losses.evaluate(loss, { ...batch, tuples: pairs }),
      await losses.evaluate(loss, { ...batch, tuples: { triplets } }),
    ];
    expectClose([one.value], [other.value]);
  });

  it('draws tripletsPerAnchor triplets of each anchor', async () => {
    const every = await losses.evaluate(losses.tripletMarginLoss({ margin: 5, reducer: reducers.sumReducer() }), batch);
    const drawn = await losses.evaluate(
      losses.tripletMarginLoss({ margin: 5, reducer: reducers.sumReducer(), tripletsPerAnchor: 2 }),
      batch,
    );
    const count = labels.reduce(
      (t, l) => t + (labels.filter(m => m === l).length - 1) * labels.filter(m => m !== l).length,
      0,
    );
    expect(drawn.value / 20).toBeGreaterThan(0.7 * (every.value / count));
    expect(drawn.value / 20).toBeLessThan(1.3 * (every.value / count));
  });
});

describe('losses.evaluate(contrastiveLoss, { tuples })', () => {
  it('counts a pair as often as it is in the triplets', async () => {
    const loss = losses.contrastiveLoss({ reducer: reducers.sumReducer() });
    const value = async (tuples: miners.MinedTuples) => (await losses.evaluate(loss, { ...batch, tuples })).value;
    const twice = await value({
      triplets: [
        [0, 1, 4],
        [0, 1, 5],
      ],
    });
    const asPairs = await value({
      anchorPositive: [
        [0, 1],
        [0, 1],
      ],
      anchorNegative: [
        [0, 4],
        [0, 5],
      ],
    });
    expect(twice).toBeCloseTo(asPairs, 5);
  });

  it('compares with a reference', async () => {
    const reference = { embeddings: embeddings.slice(6), labels: labels.slice(6) };
    const own = { embeddings: embeddings.slice(0, 6), labels: labels.slice(0, 6) };
    const cells = own.labels.flatMap((label, i) =>
      reference.labels.map((other, j) => [i, j, label === other] as const),
    );
    const chosen = (alike: boolean) => cells.filter(c => c[2] === alike).map(([i, j]): [number, number] => [i, j + 6]);
    const tuples = { anchorPositive: chosen(true), anchorNegative: chosen(false) };
    const loss = losses.contrastiveLoss();
    const { value } = await losses.evaluate(loss, { ...own, reference });
    expectClose([value], [(await losses.evaluate(loss, { ...batch, tuples })).value]);
  });
});

describe('losses.evaluate says what is wrong with', () => {
  const loss = losses.arcFaceLoss({ numClasses: 3 });
  it.each([
    [
      'labels of another length',
      { ...batch, labels: [0, 1] },
      'losses.evaluate: expected 10 labels, one for each row of embeddings, got 2.',
    ],
    [
      'a label beyond the classes',
      { ...batch, labels: labels.map(l => l + 1) },
      'losses.evaluate: expected labels below 3, the classes that the loss arc-face has a weight for, got 3.',
    ],
    [
      'labels that are no classes',
      { ...batch, labels: labels.map(l => l - 0.5) },
      'losses.evaluate: expected labels that are whole numbers from 0, got -0.5.',
    ],
    [
      'an index outside the batch',
      { ...batch, tuples: { triplets: [[0, 1, 10]] as [number, number, number][] } },
      'losses.evaluate: expected anchors below 10 and others below 10 in tuples, got [0, 1, 10].',
    ],
    [
      'a reference of another width',
      { ...batch, reference: { embeddings: [[1, 2]], labels: [0] } },
      'losses.evaluate: expected reference embeddings of 4 numbers a row, got 2.',
    ],
    [
      'weights of another shape',
      { ...batch, parameters: { W: { data: new Float32Array(8), shape: [4, 2] } } },
      'losses.evaluate: expected W of shape [4, 3], got [4, 2].',
    ],
    [
      'weights of another name',
      { ...batch, parameters: { w: { data: new Float32Array(12), shape: [4, 3] } } },
      'losses.evaluate: expected a parameter out of W, got "w". Did you mean "W"?',
    ],
    [
      'no embeddings',
      { embeddings: [], labels: [] },
      'losses.evaluate: expected at least one embedding, got shape [0, 0].',
    ],
  ])('%s', (_, given, text) => expect(losses.evaluate(loss, given)).rejects.toThrow(text));

  it('a class weight that is missing', () => {
    const weighted = losses.contrastiveLoss({ reducer: reducers.classWeightedReducer({ weights: [1, 2] }) });
    return expect(losses.evaluate(weighted, batch)).rejects.toThrow(
      'losses.evaluate: expected labels below 2, the classes that the loss contrastive has a weight for, got 2.',
    );
  });

  it('sets of classes for a loss with class vectors', () =>
    expect(losses.evaluate(losses.cosFaceLoss(), { embeddings, labels: labels.map(l => [l]) })).rejects.toThrow(
      'loss cos-face: expected labels of one class a sample, got sets of classes. Use a loss over pairs, as multi-sup-con, for sets of classes.',
    ));

  it('embeddings of another size', () =>
    expect(losses.evaluate(losses.cosFaceLoss({ embeddingSize: 8 }), batch)).rejects.toThrow(
      'loss cos-face: expected embeddings of 8 numbers (embeddingSize), got 4.',
    ));
});

describe('losses.evaluate(loss, { labels }) with sets of classes', () => {
  it('takes samples that share a class for alike', async () => {
    const plain = await losses.evaluate(losses.contrastiveLoss(), batch);
    const sets = await losses.evaluate(losses.contrastiveLoss(), {
      embeddings,
      labels: labels.map((l, i) => [l, 3 + i]),
    });
    expectClose([sets.value], [plain.value]);
  });
});

describe('losses.contrastiveLoss(options).warnings', () => {
  it('says that distance margins are on the wrong scale for a similarity', () => {
    expect(losses.contrastiveLoss({ distance: distances.cosineSimilarity() }).warnings).toEqual([
      'contrastiveLoss: posMargin 0 and negMargin 1 are on the wrong scale for cosine, a similarity, where greater is nearer. Give posMargin 1 and negMargin 0, say.',
    ]);
    expect(losses.contrastiveLoss().warnings).toBeUndefined();
  });
});
