import { describe, expect, it } from 'vitest';
import * as miners from '../../src/miners/index.ts';
import { Random } from '../../src/random.ts';
import { chiSquared } from '../support/chi-squared.ts';
import { minedOften } from '../support/mined-often.ts';

const random = new Random(12);
const labels = [0, 0, 0, 1, 1, 1, 2, 2, 2];
const embeddings = labels.map(() => Array.from({ length: 4 }, () => random.normal()));
const batch = { embeddings, labels };
const DRAWS = 1500;

/** Whether all tuples of each group (an anchor, an anchor and its positive) came equally often. */
function expectFair(
  counts: ReadonlyMap<string, number>,
  candidates: readonly string[],
  groupOf: (tuple: string) => string,
) {
  for (const group of new Set(candidates.map(groupOf))) {
    const tuples = candidates.filter(tuple => groupOf(tuple) === group);
    const seen = tuples.map(tuple => counts.get(tuple) ?? 0);
    const mean = seen.reduce((a, b) => a + b, 0) / seen.length;
    expect(mean, group).toBeGreaterThan(20);
    if (seen.length > 1)
      expect(
        chiSquared(
          seen,
          seen.map(() => mean),
        ),
        group,
      ).toBeLessThan(5);
  }
  const known = new Set(candidates);
  expect([...counts.keys()].filter(tuple => !known.has(tuple))).toEqual([]);
}

const tripletsOf = async (miner: miners.Miner) => {
  const { triplets } = await miners.mine(miner, batch);
  return triplets!.map(tuple => tuple.join(' '));
};

describe('miners that draw give each candidate its share', () => {
  it('cappedMiner of a rule: four triplets, the first as often as the last', async () => {
    const few = {
      embeddings: [
        [1, 0],
        [0.9, 0.1],
        [0, 1],
        [0.1, 1],
      ],
      labels: [0, 0, 1, 1],
    };
    const miner = miners.cappedMiner({ miner: miners.tripletMarginMiner({ margin: 3 }), tuplesPerAnchor: 1 });
    const counts = await minedOften(miner, few, 4000);
    const seen = [...counts.values()];
    expect(counts.size).toBe(8);
    expect(
      chiSquared(
        seen,
        seen.map(() => 2000),
      ),
    ).toBeLessThan(5);
  });

  it.each([1, 3, 7])('cappedMiner of a rule, %i an anchor: without replacement, alike', async k => {
    const miner = miners.tripletMarginMiner({ margin: 9 });
    const capped = miners.cappedMiner({ miner, tuplesPerAnchor: k });
    const counts = await minedOften(capped, batch, DRAWS);
    expectFair(counts, await tripletsOf(miner), tuple => tuple.split(' ')[0]!);
    expect([...counts.values()].reduce((a, b) => a + b, 0)).toBe(DRAWS * k * labels.length);
    for (let seed = 0; seed < 5; seed++) {
      const { triplets } = await miners.mine(capped, { ...batch, seed });
      expect(new Set(triplets!.map(String)).size).toBe(k * labels.length);
    }
  });

  it('cappedMiner of a rule with fewer triplets than that has them all, once each', async () => {
    const miner = miners.tripletMarginMiner({ margin: 0.2 });
    const all = await tripletsOf(miner);
    const { triplets } = await miners.mine(miners.cappedMiner({ miner, tuplesPerAnchor: 40 }), batch);
    expect(triplets!.map(tuple => tuple.join(' ')).sort()).toEqual(all.sort());
  });

  it('cappedMiner of a list', async () => {
    const miner = miners.hardestNegative({ margin: 100 });
    const counts = await minedOften(miners.cappedMiner({ miner, tuplesPerAnchor: 1 }), batch, DRAWS);
    expectFair(counts, await tripletsOf(miner), tuple => tuple.split(' ')[0]!);
  });

  it('cappedMiner of pairs', async () => {
    const miner = miners.pairMarginMiner({ posMargin: 0, negMargin: 9 });
    const { anchorPositive, anchorNegative } = await miners.mine(miner, batch);
    const candidates = [
      ...anchorPositive!.map(pair => `+ ${pair.join(' ')}`),
      ...anchorNegative!.map(pair => `- ${pair.join(' ')}`),
    ];
    const counts = await minedOften(miners.cappedMiner({ miner, tuplesPerAnchor: 1 }), batch, DRAWS);
    expectFair(counts, candidates, tuple => tuple.split(' ').slice(0, 2).join(' '));
  });

  it.each([
    ['randomHardNegative', miners.randomHardNegative({ margin: 100 }), -1, 100],
    ['semihardNegative', miners.semihardNegative({ margin: 100 }), 0, 100],
  ])('%s', async (_, miner, above, margin) => {
    const apart = (i: number, j: number) =>
      embeddings[i]!.reduce((sum, x, k) => sum + (x - embeddings[j]![k]!) ** 2, 0);
    const all = labels.flatMap((label, a) =>
      labels.flatMap((other, p) =>
        labels.flatMap((third, n) => {
          const d = apart(a, n) - apart(a, p);
          const inside = (above < 0 || d > 0) && d <= margin;
          return a !== p && other === label && third !== label && inside ? [`${a} ${p} ${n}`] : [];
        }),
      ),
    );
    expectFair(await minedOften(miner, batch, DRAWS), all, tuple => tuple.split(' ').slice(0, 2).join(' '));
  });

  it('distanceWeightedMiner: by one over the density of distances on the sphere', async () => {
    const counts = await minedOften(miners.distanceWeightedMiner({ nonzeroLossCutoff: 2.1 }), batch, DRAWS);
    const unit = embeddings.map(row => row.map(x => x / Math.hypot(...row)));
    for (let a = 0; a < labels.length; a++) {
      const negatives = labels.flatMap((label, n) => (label === labels[a] ? [] : [n]));
      const weights = negatives.map(n => {
        const d = Math.max(0.5, Math.hypot(...unit[a]!.map((x, k) => x - unit[n]![k]!)));
        return d ** -2 * (1 - d ** 2 / 4) ** -0.5; // D = 4
      });
      const total = weights.reduce((x, y) => x + y, 0);
      const seen = negatives.map(n => labels.reduce((sum, _, p) => sum + (counts.get(`${a} ${p} ${n}`) ?? 0), 0));
      expect(
        chiSquared(
          seen,
          weights.map(weight => (2 * DRAWS * weight) / total),
        ),
        `anchor ${a}`,
      ).toBeLessThan(5);
    }
  });

  it('uniformHistogramMiner: the pairs of a bin alike', async () => {
    const counts = await minedOften(
      miners.uniformHistogramMiner({ numBins: 1, posPerBin: 5, negPerBin: 7 }),
      batch,
      DRAWS,
    );
    const candidates = labels.flatMap((label, a) =>
      labels.flatMap((other, b) => (a === b ? [] : [`${label === other ? '+' : '-'} ${a} ${b}`])),
    );
    expectFair(counts, candidates, tuple => tuple[0]!);
  });
});
