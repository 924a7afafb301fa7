import { describe, expect, it } from 'vitest';
import { Ranker } from '../../src/evaluation/ranks.ts';
import { Random } from '../../src/random.ts';
import { ranksBySorting } from '../support/by-sorting.ts';

const random = new Random(3);
const [N, START, END] = [200, 50, 90];
const matches = Array.from({ length: N }, (_, j) => j >= START && j < END);
const ranker = new Ranker(N, 'test');
const many = (value: () => number): number[] => Array.from({ length: N }, () => Math.fround(value()));

describe('Ranker.ranks(row, start, end, excluded) is the place that sorting gives', () => {
  it.each<[string, () => number]>([
    ['of numbers all different', () => random.uniform()],
    ['of numbers of very different size', () => 10 ** (60 * random.uniform() - 30)],
    [
      'of numbers of both signs, 0 and −0 among them',
      () => [-1, -0, 0, 1, random.normal(), 1e9 * random.normal()][random.int(6)]!,
    ],
    ['of few numbers, most of them equal', () => random.int(3)],
    ['of numbers that are all equal', () => 5],
    [
      'of many that share the first place and one that is far',
      () => (random.int(50) === 0 ? 1e6 : 1e-9 * random.uniform()),
    ],
    ['of infinite ones too', () => [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1][random.int(3)]!],
  ])('%s', (_, value) => {
    for (let round = 0; round < 40; round++) {
      const distances = many(value);
      const exact = (j: number) => distances[j]!;
      const row = { values: Float32Array.from(distances), exact };
      expect(Array.from(ranker.ranks(row, START, END, -1))).toEqual(ranksBySorting(distances, matches));
      const apart = distances.filter((_, j) => j !== 60);
      const ranks = ranksBySorting(
        apart,
        matches.filter((_, j) => j !== 60),
      );
      expect(Array.from(ranker.ranks({ ...row, values: Float32Array.from(distances) }, START, END, 60))).toEqual(ranks);
    }
  });

  it('of more matches than are ranked at once', () => {
    const [all, start, end] = [100_000, 10_000, 90_000]; // 80 000 matches: a block of 65 536, and a second
    const value = () => Math.fround(random.int(3) === 0 ? random.int(50) / 50 : random.uniform());
    const distances = Array.from({ length: all }, value);
    const isMatch = distances.map((_, j) => j >= start && j < end);
    const large = new Ranker(all, 'test');
    for (const excluded of [-1, start]) {
      const row = { values: Float32Array.from(distances), exact: (j: number) => distances[j]! };
      const others = (_: unknown, j: number) => j !== excluded;
      const ranks = large.ranks(row, start, end, excluded);
      const expected = ranksBySorting(distances.filter(others), isMatch.filter(others));
      expect(ranks).toHaveLength(expected.length);
      expect(ranks.findIndex((rank, i) => rank !== expected[i])).toBe(-1);
    }
  });

  it('asks for the exact distances of what is unsure, where the order of matches depends on it', () => {
    const distances = Array.from({ length: N }, (_, j) => (j % 7) / 100 + j / 100_000);
    const unsure = 0.03;
    const blurred = distances.map(distance => (distance < unsure ? (distance % 0.007) - 0.003 : distance));
    const row = { values: Float32Array.from(blurred), unsure, exact: (j: number) => distances[j]! };
    expect(Array.from(ranker.ranks(row, START, END, -1))).toEqual(ranksBySorting(distances.map(Math.fround), matches));
  });
});
