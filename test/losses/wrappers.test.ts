import { describe, expect, it } from 'vitest';
import * as g from '../../src/graph/index.ts';
import * as losses from '../../src/losses/index.ts';
import * as miners from '../../src/miners/index.ts';
import { Scope } from '../../src/nn/scope.ts';
import { Random } from '../../src/random.ts';
import { expectClose } from '../support/close.ts';

const random = new Random(11);
const draw = (n: number) => Array.from({ length: n }, () => Array.from({ length: 6 }, () => random.normal()));
const batches = [draw(4), draw(4), draw(4)];
const classes = [
  [0, 0, 1, 1],
  [1, 2, 2, 0],
  [0, 1, 2, 1],
];

describe('losses.crossBatchMemory({ loss, memorySize })', () => {
  /** Runs batches one after another; the memory goes on from step to step. */
  async function values(loss: losses.Loss, steps: number): Promise<number[]> {
    const scope = new Scope({ training: true });
    const x = g.input('x', 'float32', [4, 6]);
    const labels = g.input('labels', 'int32', [4]);
    const value = loss.compute({ embeddings: x, labels }, scope);
    const renamed = Object.fromEntries([...scope.updates].map(([name, next]) => [`next/${name}`, next]));
    const session = await g.openSession(g.toOnnx(g.program({ value, ...renamed })), { threads: 1 });
    expect([...scope.updates.keys()]).toContain('memory.embeddings');
    let state = Object.fromEntries(scope.parameters.map(({ name, shape }) => [name, g.buffer('float32', shape)]));
    const found: number[] = [];
    for (let step = 0; step < steps; step++) {
      const feeds = {
        x: g.buffer('float32', [4, 6], batches[step]!.flat()),
        labels: g.buffer('int32', [4], classes[step]!),
        ...state,
      };
      const results = await session.run(feeds);
      found.push(Number(results['value']!.data[0]));
      state = Object.fromEntries(
        scope.parameters.map(({ name, shape }) => [
          name,
          g.buffer('float32', shape, results[`next/${name}`]!.data as Float32Array),
        ]),
      );
    }
    await session.release();
    return found;
  }

  /** The same by giving the loss the remembered pairs: `remembered` batches up to and with the current one. */
  async function expected(step: number, remembered: readonly number[]): Promise<number> {
    const reference = {
      embeddings: remembered.flatMap(i => batches[i]!),
      labels: remembered.flatMap(i => classes[i]!),
    };
    const own = remembered.indexOf(step) * 4;
    const cells = classes[step]!.flatMap((label, i) =>
      reference.labels.map((other, j) => ({ i, j, alike: label === other, itself: j === own + i })),
    );
    const chosen = (alike: boolean) =>
      cells.filter(c => c.alike === alike && !c.itself).map(({ i, j }): [number, number] => [i, j]);
    const tuples = { anchorPositive: chosen(true), anchorNegative: chosen(false) };
    const batch = { embeddings: batches[step]!, labels: classes[step]!, reference, tuples };
    return (await losses.evaluate(losses.contrastiveLoss(), batch)).value;
  }

  it('compares with the last embeddings, each sample left out, the oldest forgotten', async () => {
    const found = await values(losses.crossBatchMemory({ loss: losses.contrastiveLoss(), memorySize: 8 }), 3);
    expectClose(found, [await expected(0, [0]), await expected(1, [0, 1]), await expected(2, [1, 2])]);
  });

  it('forgets part of a batch where the memory is no multiple of it', async () => {
    const found = await values(losses.crossBatchMemory({ loss: losses.contrastiveLoss(), memorySize: 6 }), 2);
    expect(found[1]).not.toBeCloseTo(await expected(1, [0, 1]), 4);
  });

  it('counts no empty place of the memory in a prototype', async () => {
    const prototypical = losses.prototypicalLoss();
    const batch = { embeddings: batches[0]!, labels: classes[0]! };
    const [first] = await values(losses.crossBatchMemory({ loss: prototypical, memorySize: 9 }), 1);
    expectClose([first!], [(await losses.evaluate(prototypical, batch)).value]);
  });

  it('lets a miner choose among the pairs with the memory', async () => {
    const miner = miners.pairMarginMiner({ posMargin: 0, negMargin: 1 });
    const loss = losses.crossBatchMemory({ loss: losses.contrastiveLoss(), memorySize: 8, miner });
    expectClose(await values(loss, 2), [await expected(0, [0]), await expected(1, [0, 1])]);
  });

  it('says so where a batch does not fit', () =>
    expect(
      losses.evaluate(losses.crossBatchMemory({ memorySize: 3 }), { embeddings: batches[0]!, labels: classes[0]! }),
    ).rejects.toThrow('crossBatchMemory: expected a memorySize of at least the batch’s 4, got 3.'));
});

describe('losses.selfSupervisedLoss({ loss, views })', () => {
  const embeddings = [...batches[0]!, ...batches[1]!];

  it('takes the views of one thing for alike', async () => {
    const labels = [0, 1, 2, 3, 0, 1, 2, 3];
    const plain = await losses.evaluate(losses.ntXentLoss(), { embeddings, labels });
    const own = losses.selfSupervisedLoss({ loss: losses.ntXentLoss() });
    const { value, gradients } = await losses.evaluate(own, { embeddings, labels: labels.map(() => 0) });
    expectClose([value], [plain.value]);
    expectClose(gradients.embeddings.data, plain.gradients.embeddings.data as Float32Array);
  });

  it('takes the second views from the reference', async () => {
    const labels = [0, 1, 2, 3];
    const own = losses.selfSupervisedLoss();
    const stacked = await losses.evaluate(own, { embeddings, labels: [...labels, ...labels] });
    const reference = { embeddings: batches[1]!, labels };
    const { value } = await losses.evaluate(own, { embeddings: batches[0]!, labels, reference });
    expectClose([value], [stacked.value]);
  });

  it('says so where the batch does not hold all views', () =>
    expect(
      losses.evaluate(losses.selfSupervisedLoss({ views: 3 }), { embeddings: batches[0]!, labels: classes[0]! }),
    ).rejects.toThrow('selfSupervisedLoss: expected a batch of 3 views of each, got 4 rows.'));
});

describe('losses.multipleLosses({ losses, weights, miners })', () => {
  const batch = { embeddings: batches[2]!, labels: classes[2]! };

  it('is the weighted sum, weights of the same name kept apart', async () => {
    const list = [losses.arcFaceLoss({ numClasses: 3 }), losses.cosFaceLoss({ numClasses: 3 })];
    const { gradients, value } = await losses.evaluate(
      losses.multipleLosses({ losses: list, weights: [1, 0.5] }),
      batch,
    );
    expect(Object.keys(gradients)).toEqual(['embeddings', '0.W', '1.W']);
    const arrays = await Promise.all(list.map(loss => losses.evaluate(loss, batch)));
    expect(Number.isFinite(value)).toBe(true);
    expect(arrays.every(result => result.gradients['W'] !== undefined)).toBe(true);
  });

  it('adds up, each over what its miner chose', async () => {
    const [contrastive, triplet] = [losses.contrastiveLoss(), losses.tripletMarginLoss({ margin: 1 })];
    const miner = miners.batchHardMiner();
    const both = losses.multipleLosses({ losses: [contrastive, triplet], weights: [2, 3], miners: [undefined, miner] });
    const one = await losses.evaluate(contrastive, batch);
    const two = await losses.evaluate(triplet, { ...batch, tuples: await miners.mine(miner, batch) });
    expectClose([(await losses.evaluate(both, batch)).value], [2 * one.value + 3 * two.value]);
  });

  it('says so where weights are missing', () => {
    expect(() => losses.multipleLosses({ losses: [losses.circleLoss()], weights: [] })).toThrow(
      'multipleLosses: expected at least one loss, and a weight for each, got 1 losses and 0 weights.',
    );
  });
});

describe('losses.matryoshkaLoss({ loss, dims, weights })', () => {
  const batch = { embeddings: batches[2]!, labels: classes[2]! };
  const first = (d: number) => ({ ...batch, embeddings: batch.embeddings.map(row => row.slice(0, d)) });

  it('adds up the loss of the first components', async () => {
    const loss = losses.ntXentLoss();
    const nested = losses.matryoshkaLoss({ loss, dims: [6, 2], weights: [1, 0.5] });
    const [whole, part] = [await losses.evaluate(loss, first(6)), await losses.evaluate(loss, first(2))];
    expectClose([(await losses.evaluate(nested, batch)).value], [whole.value + 0.5 * part.value]);
  });

  it('says so where a dimension is beyond the embedding', () =>
    expect(losses.evaluate(losses.matryoshkaLoss({ dims: [8] }), batch)).rejects.toThrow(
      'matryoshkaLoss: expected dims from 1 to the embedding’s 6, and a weight for each, got dims 8.',
    ));
});

it.each([
  'cross-batch-memory',
  'matryoshka',
  'self-supervised',
  'multiple',
])('%s tells its loss of a training', name => {
  const told: (boolean | undefined)[] = [];
  const compute = ({ inTraining }: losses.LossInput) => {
    told.push(inTraining);
    return g.constant(0);
  };
  const loss = { ...losses.contrastiveLoss(), compute };
  const over: Record<string, losses.Loss> = {
    'cross-batch-memory': losses.crossBatchMemory({ loss }),
    matryoshka: losses.matryoshkaLoss({ loss, dims: [2] }),
    'self-supervised': losses.selfSupervisedLoss({ loss }),
    multiple: losses.multipleLosses({ losses: [loss] }),
  };
  const embeddings = g.constant([1, 2, 2, 1], { shape: [2, 2] });
  const input = { embeddings, labels: g.constant([0, 1], { dtype: 'int32' }) };
  over[name]!.compute({ ...input, inTraining: true }, new Scope({ training: true }));
  over[name]!.compute(input, new Scope({ training: true }));
  expect(told.map(Boolean)).toEqual([true, false]);
});
