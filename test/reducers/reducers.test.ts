import { describe, expect, it } from 'vitest';
import * as distances from '../../src/distances/index.ts';
import { evaluate } from '../../src/graph/evaluate.ts';
import { constant } from '../../src/graph/index.ts';
import * as losses from '../../src/losses/index.ts';
import * as reducers from '../../src/reducers/index.ts';

const value = async (
  reducer: reducers.Reducer,
  list: number[],
  weights: number[],
  about: Record<string, number[]> = {},
) => {
  const tensors = Object.fromEntries(
    Object.entries(about).map(([name, v]) => [name, constant(v, { dtype: name === 'divisor' ? 'float32' : 'int32' })]),
  );
  const scalar = reducers.reduce(reducer, constant(list), constant(weights), tensors);
  return Number((await evaluate({ scalar }))['scalar']!.data[0]);
};

const list = [1, -2, 0, 4, 8];
const ones = [1, 1, 1, 1, 1];

describe('reducers.reduce(reducer, losses, weights)', () => {
  it.each([
    ['meanReducer', reducers.meanReducer(), 11 / 5],
    ['sumReducer', reducers.sumReducer(), 11],
    ['avgNonZeroReducer', reducers.avgNonZeroReducer(), 13 / 3],
    ['thresholdReducer, from below', reducers.thresholdReducer({ low: 2 }), 6],
    ['thresholdReducer, from above', reducers.thresholdReducer({ high: 2 }), -1 / 3],
    ['thresholdReducer, from both sides', reducers.thresholdReducer({ low: 0, high: 5 }), 2.5],
    ['divisorReducer, where the loss says nothing', reducers.divisorReducer(), 11 / 5],
    ['perAnchorReducer, of one element an anchor', reducers.perAnchorReducer(), 11 / 5],
  ])('%s', async (_, reducer, expected) => {
    expect(await value(reducer, list, ones)).toBeCloseTo(expected, 5);
  });

  it('counts an element as often as its weight says, and not at weight 0', async () => {
    expect(await value(reducers.meanReducer(), list, [2, 0, 0, 1, 0])).toBeCloseTo(2, 5);
    expect(await value(reducers.avgNonZeroReducer(), list, [3, 1, 1, 1, 0])).toBeCloseTo(7 / 4, 5);
  });

  it.each(['mean', 'sum', 'avg-non-zero', 'divisor', 'per-anchor'])('%s is 0 where nothing counts', async name => {
    expect(await value(reducers.byName(name), list, [0, 0, 0, 0, 0])).toBe(0);
  });

  it('divisorReducer divides by what the loss says', async () => {
    expect(await value(reducers.divisorReducer(), list, ones, { divisor: [22] })).toBeCloseTo(0.5, 5);
    expect(await value(reducers.divisorReducer(), list, ones, { divisor: [0] })).toBe(0);
  });

  it('classWeightedReducer weighs by the anchor’s class', async () => {
    const reducer = reducers.classWeightedReducer({ weights: [1, 10] });
    expect(await value(reducer, list, ones, { labels: [0, 1, 0, 1, 0] })).toBeCloseTo((1 - 20 + 40 + 8) / 5, 5);
    expect(await value(reducer, list, ones, { labels: [0, 1], anchors: [1, 1, 0, 0, 0] })).toBeCloseTo(2 / 5, 5);
  });

  it('classWeightedReducer says so where there are no labels', () => {
    const reducer = reducers.classWeightedReducer({ weights: [1] });
    expect(() => reducers.reduce(reducer, constant(list), constant(ones))).toThrow(
      'classWeightedReducer: expected a loss over labelled samples, got no labels.',
    );
  });

  it('perAnchorReducer takes the mean of each anchor first', async () => {
    const about = { labels: [0, 1, 2], anchors: [0, 0, 1, 1, 1] };
    expect(await value(reducers.perAnchorReducer(), list, ones, about)).toBeCloseTo((-0.5 + 4 + 0) / 3, 5);
    const nonZero = reducers.perAnchorReducer({ reducer: reducers.avgNonZeroReducer() });
    expect(await value(nonZero, list, ones, about)).toBeCloseTo(4, 5);
  });

  it('thresholdReducer says so where no threshold is given', () => {
    expect(() => reducers.thresholdReducer({})).toThrow('thresholdReducer: expected low, high or both, got neither.');
  });
});

describe('losses with a reducer', () => {
  const embeddings = [
    [1, 0],
    [0.6, 0.8],
    [0, 1],
    [-1, 0],
  ];
  const labels = [0, 0, 1, 1];
  const evaluated = async (reducer: reducers.Reducer) =>
    (await losses.evaluate(losses.contrastiveLoss({ reducer }), { embeddings, labels })).value;

  const d = (i: number, j: number) =>
    Math.hypot(embeddings[i]![0]! - embeddings[j]![0]!, embeddings[i]![1]! - embeddings[j]![1]!);
  const positives = [d(0, 1), d(2, 3)];
  const negatives = [d(0, 2), d(0, 3), d(1, 2), d(1, 3)].map(v => Math.max(0, 1 - v));
  const total = (list: number[]) => list.reduce((a, b) => a + b, 0);

  it('multipleReducers has one for each part', async () => {
    const reducer = reducers.multipleReducers({ reducers: { pos: reducers.sumReducer() } });
    expect(await evaluated(reducer)).toBeCloseTo(2 * total(positives) + total(negatives) / 4, 5);
  });

  it('perAnchorReducer goes over pairs by rows', async () => {
    const ofAnchor = (list: number[]) => total(list) / list.length;
    const byAnchor = [
      [negatives[0]!, negatives[1]!],
      [negatives[2]!, negatives[3]!],
      [negatives[0]!, negatives[2]!],
      [negatives[1]!, negatives[3]!],
    ].map(ofAnchor);
    const pos = total([d(0, 1), d(0, 1), d(2, 3), d(2, 3)]) / 4;
    expect(await evaluated(reducers.perAnchorReducer())).toBeCloseTo(pos + total(byAnchor) / 4, 5);
  });

  it('classWeightedReducer goes over pairs by the class of their row', async () => {
    const value = await evaluated(reducers.classWeightedReducer({ weights: [1, 0] }));
    expect(value).toBeCloseTo((2 * d(0, 1)) / 4 + total(negatives) / 8, 5);
  });

  it('classWeightedReducer needs no weight for the classes of the reference', async () => {
    const loss = losses.contrastiveLoss({ reducer: reducers.classWeightedReducer({ weights: [1, 0] }) });
    const reference = {
      embeddings: [
        [0.6, 0.8],
        [0, 1],
        [-1, 0],
      ],
      labels: [0, 7, 1],
    };
    const { value } = await losses.evaluate(loss, { embeddings, labels, reference });
    const far = (i: number, j: number) => Math.max(0, 1 - d(i, j));
    expect(value).toBeCloseTo((d(0, 1) + d(1, 1)) / 4 + (far(0, 2) + far(0, 3) + far(1, 2) + far(1, 3)) / 8, 4);
    await expect(losses.evaluate(loss, { embeddings, labels: [0, 0, 1, 2] })).rejects.toThrow(
      'losses.evaluate: expected labels below 2, the classes that the loss contrastive has a weight for, got 2.',
    );
  });

  it.each([
    ['threshold', reducers.thresholdReducer({ low: 0.2 })],
    ['class-weighted', reducers.classWeightedReducer({ weights: [1, 3] })],
    ['per-anchor', reducers.perAnchorReducer()],
  ])('%s over all triplets is as over their list', async (_, reducer) => {
    const loss = losses.tripletMarginLoss({ margin: 0.9, reducer, distance: distances.lpDistance({ power: 2 }) });
    const triplets = labels.flatMap((l, a) =>
      labels.flatMap((m, p) =>
        a === p || l !== m ? [] : labels.flatMap((k, n): [number, number, number][] => (k === l ? [] : [[a, p, n]])),
      ),
    );
    const every = await losses.evaluate(loss, { embeddings, labels });
    const listed = await losses.evaluate(loss, { embeddings, labels, tuples: { triplets } });
    expect(every.value).toBeCloseTo(listed.value, 5);
  });
});
