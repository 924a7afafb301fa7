import { describe, expect, it } from 'vitest';
import { evaluate } from '../../src/graph/evaluate.ts';
import * as g from '../../src/graph/index.ts';
import * as losses from '../../src/losses/index.ts';
import { Random } from '../../src/random.ts';
import * as regularizers from '../../src/regularizers/index.ts';
import { expectClose } from '../support/close.ts';

const random = new Random(3);
const rows = Array.from({ length: 6 }, () => Array.from({ length: 4 }, () => random.normal()));
const average = (list: readonly number[]) => list.reduce((a, b) => a + b, 0) / list.length;
const length = (row: readonly number[]) => Math.hypot(...row);

async function run(regularizer: regularizers.Regularizer, matrix: readonly (readonly number[])[]) {
  const x = g.input('x', 'float32', [matrix.length, matrix[0]!.length]);
  const value = regularizer.compute(x);
  const { value: v, dx } = await evaluate({ value, dx: g.gradients(value, [x])[0]! }, { x: matrix.flat() });
  return { value: Number(v!.data[0]), gradient: Array.from(dx!.data as Float32Array) };
}

const every: Readonly<Record<string, regularizers.Regularizer>> = Object.fromEntries(
  regularizers.names.map(name => [
    name,
    regularizers.byName(name, name === 'sparse-centers' ? { centersPerClass: 3 } : {}),
  ]),
);

describe('regularizer.compute(rows) is what loops find', () => {
  const cosine = (i: number, j: number) =>
    rows[i]!.reduce((t, v, k) => t + v * rows[j]![k]!, 0) / (length(rows[i]!) * length(rows[j]!));
  const ofClass = [
    [0, 1],
    [0, 2],
    [1, 2],
    [3, 4],
    [3, 5],
    [4, 5],
  ] as const;
  const expected: Readonly<Record<string, number>> = {
    lp: average(rows.map(length)),
    'zero-mean': average(rows.map(row => Math.abs(row.reduce((a, b) => a + b, 0)))),
    'regular-face': average(rows.map((_, i) => Math.max(...rows.flatMap((_r, j) => (i === j ? [] : [cosine(i, j)]))))),
    'center-invariant': average(rows.map(row => (length(row) ** 2 - average(rows.map(r => length(r) ** 2))) ** 2 / 4)),
    'sparse-centers': average(ofClass.map(([i, j]) => Math.sqrt(2 - 2 * cosine(i, j)))) / 2,
    'spherical-embedding': average(rows.map(row => (length(row) - average(rows.map(length))) ** 2)),
  };

  it.each(Object.entries(every))('%s', async (name, regularizer) => {
    expectClose([(await run(regularizer, rows)).value], [expected[name]!]);
  });

  it.each([
    [1, 1],
    [2, 2],
    [3, 1],
  ])('lp with p %i and power %i', async (p, power) => {
    const norms = rows.map(row => row.reduce((t, v) => t + Math.abs(v) ** p, 0) ** (power / p));
    expectClose([(await run(regularizers.lpRegularizer({ p, power }), rows)).value], [average(norms)]);
  });
});

describe.each(Object.entries(every))('regularizers.byName(%j)', (name, regularizer) => {
  it.each([
    ['zero vectors', rows.map(row => row.map(() => 0))],
    ['identical vectors', rows.map(() => rows[0]!)],
  ])('is finite for %s', async (_, matrix) => {
    const { value, gradient } = await run(regularizer, matrix);
    expect([value, ...gradient].every(Number.isFinite)).toBe(true);
  });

  it('has the gradient that differences find', async ({ skip }) => {
    skip(name === 'spherical-embedding', 'its mean length is taken as a constant');
    const { gradient } = await run(regularizer, rows);
    const direction = rows.map(row => row.map(() => random.normal()));
    const at = async (h: number) =>
      (
        await run(
          regularizer,
          rows.map((row, i) => row.map((v, k) => v + h * direction[i]![k]!)),
        )
      ).value;
    const slope = ((await at(1e-3)) - (await at(-1e-3))) / 2e-3;
    expectClose([gradient.reduce((t, v, i) => t + v * direction.flat()[i]!, 0)], [slope], {
      relative: 0.02,
      absolute: 2e-3,
    });
  });
});

describe('a loss with a regularizer', () => {
  const labels = [0, 0, 1, 1, 2, 2];

  it('adds it, times its weight, to that of the embeddings', async () => {
    const plain = await losses.evaluate(losses.contrastiveLoss(), { embeddings: rows, labels });
    const embeddingRegularizer = regularizers.lpRegularizer();
    const loss = losses.contrastiveLoss({ embeddingRegularizer, embeddingRegWeight: 0.5 });
    const { value } = await losses.evaluate(loss, { embeddings: rows, labels });
    expectClose([value], [plain.value + 0.5 * average(rows.map(length))]);
  });

  it('adds it to that of the class vectors', async () => {
    const proxies = { data: Float32Array.from(rows.slice(0, 3).flat()), shape: [3, 4] };
    const batch = { embeddings: rows, labels, parameters: { proxies } };
    const plain = await losses.evaluate(losses.proxyNCALoss(), batch);
    const weightRegularizer = regularizers.zeroMeanRegularizer();
    const { value } = await losses.evaluate(losses.proxyNCALoss({ weightRegularizer, weightRegWeight: 2 }), batch);
    const sums = rows.slice(0, 3).map(row => Math.abs(row.reduce((a, b) => a + b, 0)));
    expectClose([value], [plain.value + 2 * average(sums)]);
  });

  it('sparseCentersRegularizer says so where centres are no multiple', () => {
    const x = g.input('x', 'float32', [5, 4]);
    expect(() => regularizers.sparseCentersRegularizer({ centersPerClass: 2 }).compute(x)).toThrow(
      'sparseCentersRegularizer: expected centersPerClass of 2 or more, and so many centres for each class, got 2 and 5 centres.',
    );
  });
});
