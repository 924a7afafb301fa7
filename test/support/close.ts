import { expect } from 'vitest';

/** Each number agrees within `relative` of its size, or `absolute` near zero. */
export function expectClose(
  actual: ArrayLike<number | bigint>,
  expected: ArrayLike<number>,
  { relative = 1e-4, absolute = 1e-5, what = 'values' } = {},
): void {
  expect(actual.length, `how many ${what}`).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    const [a, e] = [Number(actual[i]), expected[i]!];
    const near = Number.isFinite(e) ? Math.abs(a - e) <= absolute + relative * Math.abs(e) : Object.is(a, e);
    if (!near) expect.fail(`${what}[${i}]: expected ${e}, got ${a}`);
  }
}
