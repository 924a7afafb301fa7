import { expect, it } from 'vitest';
import { frameAt } from '../../src/runs/frames.ts';

const stepsWithFrames = (steps: number): number[] =>
  Array.from({ length: steps + 1 }, (_, step) => step).filter(step => frameAt(step, steps) !== undefined);

it.each([1, 7, 30, 31, 64, 938, 10_000])('frameAt(step, %i) puts frames at even steps, from 0 to the last', steps => {
  const places = stepsWithFrames(steps);
  const stretches = Math.min(30, steps);
  expect(places.map(step => frameAt(step, steps))).toEqual(Array.from({ length: stretches + 1 }, (_, k) => k));
  expect([places[0], places.at(-1)]).toEqual([0, steps]);
  for (const [k, step] of places.entries()) expect(Math.abs(step - (k * steps) / stretches)).toBeLessThanOrEqual(0.5);
});
