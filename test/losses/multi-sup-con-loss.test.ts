import { describe, expect, it } from 'vitest';
import * as losses from '../../src/losses/index.ts';
import * as reducers from '../../src/reducers/index.ts';
import { all, average, expectValue, labels, s, total, x } from '../support/oracles.ts';

describe('multiSupConLoss', () => {
  const sets = [[0], [0, 1], [1], [2], [2, 3], [0, 2, 3, 4], [4], [3, 4], []];
  const jaccard = (a: readonly number[], b: readonly number[]) => {
    const shared = a.filter(c => b.includes(c)).length;
    return a.length + b.length === 0 ? 1 : shared / (a.length + b.length - shared);
  };
  const others = (i: number) => all.filter(j => j !== i);
  const overlapping = (labels: number[][], threshold: number) => (i: number) =>
    others(i).filter(j => jaccard(labels[i]!, labels[j]!) >= threshold);
  const expected = (labels: number[][], own: (i: number) => number[], temperature: number) =>
    average(
      all
        .filter(a => own(a).length > 0)
        .map(a => {
          const denominator = total(others(a).map(j => Math.exp(s(a, j) / temperature)));
          return average(
            own(a).map(p => jaccard(labels[a]!, labels[p]!) * (Math.log(denominator) - s(a, p) / temperature)),
          );
        }),
    );

  it('weights positives by the Jaccard index of their sets, which are positives from 0.5 on', () => {
    expect(overlapping(sets, 0.5)(0)).toEqual([1]); // exactly 0.5
    return expectValue(losses.multiSupConLoss(), expected(sets, overlapping(sets, 0.5), 0.1), { labels: sets });
  });

  it('takes another threshold', () =>
    expectValue(
      losses.multiSupConLoss({ temperature: 0.5, threshold: 0.3 }),
      expected(sets, overlapping(sets, 0.3), 0.5),
      { labels: sets },
    ));

  it('counts two empty sets as the same', () => {
    const some = [[], [], ...sets.slice(2)];
    return expectValue(losses.multiSupConLoss(), expected(some, overlapping(some, 0.5), 0.1), { labels: some });
  });

  it('counts other positives at threshold 0 without weight', () =>
    expectValue(
      losses.multiSupConLoss({ threshold: 0, reducer: reducers.meanReducer() }),
      expected(sets, others, 0.1),
      { labels: sets },
    ));

  it('weights the positives that a miner chose, each once', () => {
    const anchorPositive: [number, number][] = [
      [0, 1],
      [0, 1],
      [0, 5],
      [3, 4],
    ];
    const each = [0, 3].map(a => {
      const denominator = total(
        [...own(a), ...negatives.filter(([i]) => i === a).map(([, j]) => j)].map(j => Math.exp(s(a, j) / 0.1)),
      );
      return average(own(a).map(p => jaccard(sets[a]!, sets[p]!) * (Math.log(denominator) - s(a, p) / 0.1)));
    });
    return expectValue(losses.multiSupConLoss(), average(each), {
      labels: sets,
      tuples: { anchorPositive, anchorNegative: negatives },
    });
  });
  const own = (a: number) => (a === 0 ? [1, 5] : [4]);
  const negatives: [number, number][] = [
    [0, 2],
    [0, 7],
    [3, 6],
  ];

  it('is supConLoss where each sample is of one class', async () => {
    const { value } = await losses.evaluate(losses.supConLoss(), { embeddings: x, labels });
    await expectValue(losses.multiSupConLoss(), value);
    await expectValue(losses.multiSupConLoss(), value, { labels: labels.map(label => [label]) });
  });
});
