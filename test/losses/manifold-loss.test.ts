import { describe, it } from 'vitest';
import * as losses from '../../src/losses/index.ts';
import { expectClose } from '../support/close.ts';
import { all, average, cosine, dot, draw, expectValue, labels, n, type Rows, total, x } from '../support/oracles.ts';

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
