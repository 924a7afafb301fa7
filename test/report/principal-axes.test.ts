import { expect, test } from 'vitest';
import { Random } from '../../src/random.ts';
import { onAxes, principalAxes } from '../../src/report/principal-axes.ts';

/** Points [n, d] whose variances along the first axes are given, turned so that no axis is special, and off the origin. */
function turned(n: number, d: number, deviations: readonly number[]) {
  const random = new Random(3);
  const mirror = Array.from({ length: d }, () => random.normal());
  const length = mirror.reduce((sum, x) => sum + x * x, 0);
  const reflect = (row: number[]) => {
    const along = row.reduce((sum, x, i) => sum + x * mirror[i]!, 0);
    return row.map((x, i) => x - (2 * along * mirror[i]!) / length);
  };
  const rows = Array.from({ length: n }, () =>
    reflect(Array.from({ length: d }, (_, i) => (deviations[i] ?? 0.05) * random.normal())).map(x => x + 7),
  );
  const axis = (k: number) => reflect(Array.from({ length: d }, (_, i) => Number(i === k)));
  return { points: { data: Float32Array.from(rows.flat()), shape: [n, d] }, axes: [axis(0), axis(1)] };
}

const cosine = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.abs(Array.from(a).reduce((sum, x, i) => sum + x * b[i]!, 0));

test.each([3, 16, 300])('principalAxes(points) finds the two axes of largest variance in %i dimensions', d => {
  const { points, axes } = turned(500, d, [3, 1.5, 0.4]);
  const { mean, directions } = principalAxes(points);
  for (const [k, direction] of directions.entries()) {
    expect(cosine(direction, direction)).toBeCloseTo(1, 9);
    expect(cosine(direction, axes[k]!)).toBeGreaterThan(0.995);
  }
  expect(cosine(directions[0], directions[1])).toBeCloseTo(0, 9);
  expect(mean.reduce((sum, x) => sum + x, 0) / d).toBeCloseTo(7, 0);
});

test('principalAxes(points) is the eigen-decomposition of the covariance: its axes are left in place by it', () => {
  const { points } = turned(80, 6, [3, 2.5, 2, 1.5]);
  const { mean, directions } = principalAxes(points);
  for (const direction of directions) {
    const { data } = onAxes(points, { mean, directions: [direction, direction] });
    const moved = Array.from(direction, (_, i) =>
      Array.from({ length: 80 }).reduce<number>(
        (sum, _, row) => sum + data[2 * row]! * (points.data[6 * row + i]! - mean[i]!),
        0,
      ),
    );
    const length = Math.hypot(...moved);
    for (const [i, value] of moved.entries()) expect(value / length).toBeCloseTo(direction[i]!, 5);
  }
});

test('principalAxes(points) takes points that vary in no or in one direction, and two equal variances', () => {
  const same = { data: new Float32Array(30).fill(2), shape: [10, 3] };
  expect([...onAxes(same, principalAxes(same)).data]).toEqual(Array(20).fill(0));
  const line = { data: Float32Array.from({ length: 40 }, (_, i) => (i % 4 === 1 ? i : 0)), shape: [10, 4] };
  expect([...principalAxes(line).directions[0]].map(x => Math.abs(Math.round(x * 1e6) / 1e6))).toEqual([0, 1, 0, 0]);
  const cross = { data: Float32Array.of(1, 0, 0, -1, 0, 0, 0, 1, 0, 0, -1, 0), shape: [4, 3] };
  for (const direction of principalAxes(cross).directions) expect(Math.abs(direction[2]!)).toBeLessThan(1e-9);
});

test('principalAxes(points) of 4096 dimensions takes seconds, not minutes', () => {
  const random = new Random(0);
  const points = { data: Float32Array.from({ length: 300 * 4096 }, () => random.uniform()), shape: [300, 4096] };
  const started = performance.now();
  principalAxes(points);
  expect(performance.now() - started).toBeLessThan(20_000);
});
