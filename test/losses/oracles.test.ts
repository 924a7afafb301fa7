import { describe, expect, it } from 'vitest';
import * as losses from '../../src/losses/index.ts';
import { Random } from '../../src/random.ts';
import { expectClose } from '../support/close.ts';
import {
  all,
  anchors,
  average,
  draw,
  expectValue,
  labels,
  n,
  negativesOf,
  pairs,
  positivesOf,
  type Rows,
  s,
  sigmoid,
  squared,
  total,
  x,
} from '../support/oracles.ts';

/** Losses without recorded values, as loops over points. */
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
