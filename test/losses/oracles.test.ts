import { describe, expect, it } from 'vitest';
import * as losses from '../../src/losses/index.ts';
import { Random } from '../../src/random.ts';
import * as reducers from '../../src/reducers/index.ts';
import { expectClose } from '../support/close.ts';

/** Losses without recorded values, as loops over points. */

type Rows = number[][];

const draw = (n: number, d: number, seed: number): Rows => {
  const random = new Random(seed);
  return Array.from({ length: n }, () => Array.from({ length: d }, () => random.normal()));
};

const x = draw(9, 5, 1);
const labels = [0, 0, 0, 1, 1, 2, 2, 2, 3]; // the last has no positive
const n = x.length;
const all = Array.from({ length: n }, (_, i) => i);

const total = (list: readonly number[]) => list.reduce((a, b) => a + b, 0);
const average = (list: readonly number[]) => (list.length === 0 ? 0 : total(list) / list.length);
const dot = (a: readonly number[], b: readonly number[]) => total(a.map((v, i) => v * b[i]!));
const cosine = (a: readonly number[], b: readonly number[]) => dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
const squared = (a: readonly number[], b: readonly number[]) => total(a.map((v, i) => (v - b[i]!) ** 2));
const sigmoid = (v: number) => 1 / (1 + Math.exp(-v));

const s = (i: number, j: number) => cosine(x[i]!, x[j]!);
const positivesOf = (i: number) => all.filter(j => j !== i && labels[j] === labels[i]);
const negativesOf = (i: number) => all.filter(j => labels[j] !== labels[i]);
const pairs = all.flatMap(a => positivesOf(a).map(p => [a, p] as const));
const anchors = all.filter(i => positivesOf(i).length > 0);

async function expectValue(loss: losses.Loss, expected: number, batch: Partial<losses.LossBatch> = {}) {
  const { value } = await losses.evaluate(loss, { embeddings: x, labels, ...batch });
  expectClose([value], [expected], { what: 'value' });
}

describe('losses.evaluate(loss, batch) is what loops over points find', () => {
  it.each([20, 75])('angularLoss of %i degrees, negatives normalised', alpha => {
    const tan2 = Math.tan((alpha * Math.PI) / 180) ** 2;
    const exponent = (a: number, p: number, k: number) => 4 * tan2 * (s(a, k) + s(p, k)) - 2 * (1 + tan2) * s(a, p);
    const each = pairs.map(([a, p]) => Math.log(1 + total(negativesOf(a).map(k => Math.exp(exponent(a, p, k))))));
    return expectValue(losses.angularLoss({ alpha, normalizeNegatives: true }), average(each));
  });

  it('decoupledContrastiveLoss', () => {
    const each = pairs.map(
      ([a, p]) => -s(a, p) / 0.2 + Math.log(total(negativesOf(a).map(k => Math.exp(s(a, k) / 0.2)))),
    );
    return expectValue(losses.decoupledContrastiveLoss({ temperature: 0.2 }), average(each));
  });

  it('decoupledContrastiveLoss with sigma: DCLW, whose positives weigh 2 − e^(s/σ) / mean e^(s/σ)', () => {
    const mean = average(pairs.map(([a, p]) => Math.exp(s(a, p) / 0.5)));
    const weights = pairs.map(([a, p]) => 2 - Math.exp(s(a, p) / 0.5) / mean);
    expect(average(weights)).toBeCloseTo(1, 6);
    const each = pairs.map(
      ([a, p], i) => (-weights[i]! * s(a, p)) / 0.2 + Math.log(total(negativesOf(a).map(k => Math.exp(s(a, k) / 0.2)))),
    );
    return expectValue(losses.decoupledContrastiveLoss({ temperature: 0.2, sigma: 0.5 }), average(each));
  });

  it('multipleNegativesRankingLoss', () => {
    const ofPair = (a: number, p: number) =>
      -Math.log(
        Math.exp(5 * s(a, p)) / (Math.exp(5 * s(a, p)) + total(negativesOf(a).map(k => Math.exp(5 * s(a, k))))),
      );
    const each = anchors.map(a => average(positivesOf(a).map(p => ofPair(a, p))));
    return expectValue(losses.multipleNegativesRankingLoss({ scale: 5 }), average(each));
  });

  it('softNearestNeighborLoss', () => {
    const near = (i: number, j: number) => Math.exp(-squared(x[i]!, x[j]!) / 3);
    const each = anchors.map(
      a => -Math.log(total(positivesOf(a).map(j => near(a, j))) / total(all.filter(j => j !== a).map(j => near(a, j)))),
    );
    return expectValue(losses.softNearestNeighborLoss({ temperature: 3 }), average(each));
  });

  it('selectivelyContrastiveTripletLoss, over each anchor’s hardest negative', () => {
    const each = pairs.map(([a, p]) => {
      const hardest = Math.max(...negativesOf(a).map(k => s(a, k)));
      return hardest > s(a, p) ? 0.5 * hardest : Math.log(1 + Math.exp((hardest - s(a, p)) / 0.1));
    });
    return expectValue(losses.selectivelyContrastiveTripletLoss({ lambda: 0.5 }), average(each));
  });

  it('selectivelyContrastiveTripletLoss, over given triplets', () => {
    const triplets: [number, number, number][] = [
      [0, 1, 4],
      [5, 6, 2],
    ];
    const each = triplets.map(([a, p, k]) =>
      s(a, k) > s(a, p) ? s(a, k) : Math.log(1 + Math.exp((s(a, k) - s(a, p)) / 0.1)),
    );
    return expectValue(losses.selectivelyContrastiveTripletLoss(), average(each), { tuples: { triplets } });
  });

  it('instanceLoss', () => {
    const each = all.map(a => {
      const e = (j: number) => Math.exp(4 * s(a, j));
      return -Math.log(total([a, ...positivesOf(a)].map(e)) / total(all.map(e)));
    });
    return expectValue(losses.instanceLoss({ gamma: 4 }), average(each));
  });

  it('smoothAPLoss', () => {
    const rank = (q: number, j: number, among: readonly number[]) =>
      1 + total(among.filter(k => k !== j).map(k => sigmoid((s(q, k) - s(q, j)) / 0.1)));
    const each = anchors.map(q => {
      const own = [q, ...positivesOf(q)];
      return 1 - average(own.map(j => rank(q, j, own) / rank(q, j, all)));
    });
    return expectValue(losses.smoothAPLoss({ temperature: 0.1 }), average(each));
  });

  it('prototypicalLoss, each sample against the rest of its class and all of the others', () => {
    const mean = (rows: readonly number[]) => x[0]!.map((_, c) => average(rows.map(i => x[i]![c]!)));
    const each = anchors.map(q => {
      const own = squared(x[q]!, mean(positivesOf(q)));
      const others = [0, 1, 2, 3].filter(k => k !== labels[q]).map(k => mean(all.filter(i => labels[i] === k)));
      return own + Math.log(Math.exp(-own) + total(others.map(c => Math.exp(-squared(x[q]!, c)))));
    });
    return expectValue(losses.prototypicalLoss(), average(each));
  });

  it('prototypicalLoss, of an episode', () => {
    const support = draw(4, 5, 2);
    const classes = [0, 0, 1, 2];
    const prototypes = [0, 1, 2].map(k =>
      x[0]!.map((_, c) => average(support.filter((_r, i) => classes[i] === k).map(r => r[c]!))),
    );
    const queries = x.slice(0, 8);
    const each = queries.map((q, i) => {
      const d = prototypes.map(c => squared(q, c));
      return d[labels[i]!]! + Math.log(total(d.map(v => Math.exp(-v))));
    });
    return expectValue(losses.prototypicalLoss(), average(each), {
      embeddings: queries,
      labels: labels.slice(0, 8),
      reference: { embeddings: support, labels: classes },
    });
  });

  const other = draw(9, 5, 3);
  const column = (z: Rows, c: number) => z.map(row => row[c]!);
  const covariance = (a: readonly number[], b: readonly number[], by = n - 1) =>
    total(a.map((v, i) => (v - average(a)) * (b[i]! - average(b)))) / by;
  const components = [0, 1, 2, 3, 4];

  it('vicRegLoss, of two views', () => {
    const variance = (z: Rows) =>
      average(components.map(c => Math.max(0, 1 - Math.sqrt(covariance(column(z, c), column(z, c)) + 1e-4)))) / 2;
    const spread = (z: Rows) =>
      total(
        components.flatMap(i => components.filter(j => j !== i).map(j => covariance(column(z, i), column(z, j)) ** 2)),
      ) / 5;
    const invariance = average(x.map((row, i) => squared(row, other[i]!) / 5));
    const expected = 25 * invariance + 25 * (variance(x) + variance(other)) + spread(x) + spread(other);
    return expectValue(losses.vicRegLoss(), expected, { reference: { embeddings: other, labels } });
  });

  it('barlowTwinsLoss, of two views', () => {
    const deviation = (a: readonly number[]) => Math.sqrt(covariance(a, a, n) + 1e-5);
    const correlation = (i: number, j: number) =>
      covariance(column(x, i), column(other, j), n) / (deviation(column(x, i)) * deviation(column(other, j)));
    const expected = total(
      components.flatMap(i =>
        components.map(j => (i === j ? (1 - correlation(i, j)) ** 2 : 0.1 * correlation(i, j) ** 2)),
      ),
    );
    return expectValue(losses.barlowTwinsLoss({ lambda: 0.1 }), expected, { reference: { embeddings: other, labels } });
  });

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

  describe('dynamicSoftMarginLoss, of a first batch', () => {
    const distance = (i: number, j: number) => Math.sqrt(Math.max(0, 2 - 2 * s(i, j)));
    const triplets = pairs.flatMap(([a, p]) => negativesOf(a).map((k): [number, number, number] => [a, p, k]));
    const expected = (list: typeof triplets) => {
      const differences = list.map(([a, p, k]) => distance(a, p) - distance(a, k));
      const histogram = Array<number>(11).fill(0);
      for (const v of differences) {
        const place = (v + 2) / 0.4;
        histogram[Math.floor(place)]! += 1 - (place % 1);
        histogram[Math.floor(place) + 1]! += place % 1;
      }
      const cdf = (v: number) => total(histogram.slice(0, Math.floor((v + 2) / 0.4) + 1)) / differences.length;
      return average(differences.map(v => cdf(v) * v));
    };

    it('over all triplets', () => expectValue(losses.dynamicSoftMarginLoss(), expected(triplets)));

    it('over given triplets', () => {
      const some = triplets.filter((_, i) => i % 3 === 0);
      return expectValue(losses.dynamicSoftMarginLoss(), expected(some), { tuples: { triplets: some } });
    });
  });

  describe('manifoldLoss', () => {
    const proxies = draw(4, 5, 4);
    const parameters = { proxies: { data: Float32Array.from(proxies.flat()), shape: [4, 5] } };

    /** The random walk between all nodes, step by step. */
    function walkOf(alpha: number): Rows {
      const nodes = [...x, ...proxies];
      const S = nodes.map((a, i) => nodes.map((b, j) => (i === j ? 0 : Math.exp(2 * Math.max(0, cosine(a, b))))));
      const degree = S.map(total);
      const step = S.map((row, i) => row.map((v, j) => (alpha * v) / Math.sqrt(degree[i]! * degree[j]!)));
      let power = nodes.map((_, i) => nodes.map((_n, j) => Number(i === j)));
      let F = power.map(row => row.map(v => (1 - alpha) * v));
      for (let length = 0; length < 200; length++) {
        power = power.map(row => nodes.map((_, j) => total(row.map((v, k) => v * step[k]![j]!))));
        F = F.map((row, i) => row.map((v, j) => v + (1 - alpha) * power[i]![j]!));
      }
      return F;
    }

    it.each([
      [0.8, 1, 5e-4],
      [0.5, 2.5, 0.01],
      [0.8, 0, -0.02],
    ])('with alpha %d, lambdaC %d and margin %d, by summing the random walk', (alpha, lambdaC, margin) => {
      const F = walkOf(alpha);
      const violations = (scores: readonly number[], y: number) => {
        const excess = scores.filter((_, k) => k !== y).map(v => v - scores[y]! + margin);
        return Math.log(1 + total(excess.filter(v => v >= 0).map(Math.exp)));
      };
      const each = all.map(i => {
        const intrinsic = violations(F[i]!.slice(n), labels[i]!);
        const context = violations(
          proxies.map((_, k) => cosine(F[i]!, F[n + k]!)),
          labels[i]!,
        );
        return intrinsic + lambdaC * context;
      });
      const loss = losses.manifoldLoss({ numClasses: 4, alpha, lambdaC, margin });
      return expectValue(loss, average(each), { parameters });
    });

    it('is, with its gradients, what pytorch-metric-learning 2.9 gives', async () => {
      const recorded = {
        value: 1.2708942890167236,
        ofFirstEmbedding: [0.0015736822, -0.00053857232, -0.00095971092, 0.00011003856, -2.9434595e-6],
        ofFirstProxy: [0.0084096622, -0.0020566764, -0.0069752354, 0.0059339483, 0.0012390157],
      };
      const loss = losses.manifoldLoss({ numClasses: 4 });
      const { value, gradients } = await losses.evaluate(loss, { embeddings: x, labels, parameters });
      expectClose([value], [recorded.value], { what: 'value' });
      expectClose(Array.from(gradients.embeddings.data as Float32Array).slice(0, 5), recorded.ofFirstEmbedding, {
        relative: 1e-3,
        absolute: 1e-8,
        what: 'embedding',
      });
      expectClose(Array.from(gradients['proxies']!.data as Float32Array).slice(0, 5), recorded.ofFirstProxy, {
        relative: 1e-3,
        absolute: 1e-8,
        what: 'proxy',
      });
    });

    it('has the gradient that differences find where every proxy is within the margin', async () => {
      const loss = losses.manifoldLoss({ numClasses: 4, margin: 3 });
      const at = (embeddings: Rows) => losses.evaluate(loss, { embeddings, labels, parameters });
      const { gradients } = await at(x);
      const direction = draw(9, 5, 6);
      const moved = (h: number) => at(x.map((row, i) => row.map((v, c) => v + h * direction[i]![c]!)));
      const slope = ((await moved(2e-2)).value - (await moved(-2e-2)).value) / 4e-2;
      const found = dot(Array.from(gradients.embeddings.data as Float32Array), direction.flat());
      expectClose([found], [slope], { relative: 0.03, absolute: 1e-4, what: 'slope' });
    });
  });

  it('marginLoss, with a boundary for each class that costs', () => {
    const beta = [0.5, 1, 1.5, 2];
    const distance = (i: number, j: number) => Math.sqrt(Math.max(0, 2 - 2 * s(i, j)));
    const triplets = pairs.flatMap(([a, p]) => negativesOf(a).map(k => [a, p, k] as const));
    const hinges = triplets.flatMap(([a, p, k]) => {
      const b = beta[labels[a]!]!;
      return [Math.max(0, distance(a, p) - b + 0.2), Math.max(0, b - distance(a, k) + 0.2)];
    });
    const count = hinges.filter(v => v > 0).length;
    const cost = total(triplets.map(([a]) => 0.1 * beta[labels[a]!]!));
    const parameters = { beta: { data: Float32Array.from(beta), shape: [4] } };
    const loss = losses.marginLoss({ learnBeta: true, perClass: true, nu: 0.1 });
    return expectValue(loss, (total(hinges) + cost) / count, { parameters });
  });

  it('dynamicArcFaceLoss, which is subCenterArcFaceLoss where classes are equally large', async () => {
    const random = new Random(5);
    const W = { data: Float32Array.from({ length: 60 }, () => random.normal()), shape: [5, 12] };
    const margin = ((0.5 * 16 ** -0.25 + 0.05) * 180) / Math.PI;
    const batch = { embeddings: x, labels, parameters: { W } };
    const plain = await losses.evaluate(losses.subCenterArcFaceLoss({ margin, numClasses: 4 }), batch);
    const dynamic = await losses.evaluate(losses.dynamicArcFaceLoss({ classCounts: [16, 16, 16, 16] }), batch);
    expectClose([dynamic.value], [plain.value]);
    expect(plain.value).toBeGreaterThan(0);
  });
});
