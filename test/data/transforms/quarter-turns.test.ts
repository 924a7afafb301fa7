import { describe, expect, test } from 'vitest';
import type { Dataset } from '../../../src/data/dataset.ts';
import { quarterTurns } from '../../../src/data/transforms/quarter-turns.ts';

const dataset: Dataset = {
  name: 'toy',
  samples: { data: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), shape: [2, 1, 2, 2] },
  labels: Int32Array.of(1, 0),
  classNames: ['a', 'b'],
  groups: ['A', 'B'],
};

describe('quarterTurns(dataset)', () => {
  test('quarterTurns(…) turns every image counter-clockwise, each turn of a class being one of its own', () => {
    const { samples, labels, classNames, groups } = quarterTurns(dataset);
    expect(samples.shape).toEqual([8, 1, 2, 2]);
    const first = [0, 2, 4, 6].map(i => [...samples.data.subarray(4 * i, 4 * i + 4)]);
    expect(first).toEqual([
      [1, 2, 3, 4],
      [2, 4, 1, 3],
      [4, 3, 2, 1],
      [3, 1, 4, 2],
    ]);
    expect([...labels]).toEqual([1, 0, 3, 2, 5, 4, 7, 6]);
    expect(classNames.slice(1, 4)).toEqual(['b', 'a turned by 90°', 'b turned by 90°']);
    expect(groups!.at(-1)).toBe('B turned by 270°');
  });

  test('quarterTurns(…) refuses what has no square images', () => {
    const wide = { ...dataset, samples: { data: new Float32Array(4), shape: [2, 1, 1, 2] } };
    expect(() => quarterTurns(wide)).toThrow(
      'quarterTurns: expected toy to have square images, got samples of shape [1, 1, 2].',
    );
  });
});
