import { describe, expect, it } from 'vitest';
import { constant, evaluate } from '../../src/graph/index.ts';
import { Guards, spread } from '../../src/training/guards.ts';

const spreadOf = async (rows: number[][]): Promise<number> => {
  const embeddings = constant(rows.flat(), { shape: [rows.length, rows[0]!.length] });
  return Number((await evaluate({ ...spread(embeddings) }))['spread']!.data[0]);
};

describe('spread(embeddings)', () => {
  it('is 0 where all lie at one point, also at the origin', async () => {
    expect(
      await spreadOf([
        [3, 4],
        [3, 4],
        [3, 4],
      ]),
    ).toBe(0);
    expect(
      await spreadOf([
        [0, 0],
        [0, 0],
      ]),
    ).toBe(0);
  });

  it('is 1 around the origin', async () => {
    expect(
      await spreadOf([
        [1, 0],
        [-1, 0],
        [0, 2],
        [0, -2],
      ]),
    ).toBeCloseTo(1, 6);
  });
});

describe('Guards', () => {
  it('step() throws on a loss that is no number, saying where and what to try', () => {
    expect(() => new Guards(() => {}).step('epoch 2, step 5', { loss: Number.NaN }, 0.001)).toThrow(
      'train: expected a finite loss, got NaN at epoch 2, step 5. Lower the learning rate (--lr 0.0003), or clip long gradients (--clip-norm 1).',
    );
  });

  it('step() warns once of embeddings that stay collapsed, not of a moment', () => {
    const warnings: string[] = [];
    const guards = new Guards(text => warnings.push(text));
    guards.step('epoch 1', { loss: 1, spread: 0.5, variance: 2 }, 0.001);
    for (let i = 0; i < 19; i++) guards.step('epoch 1', { loss: 1, spread: 1e-3, variance: 1e-7 }, 0.001);
    guards.step('epoch 1', { loss: 1, spread: 0.5, variance: 2 }, 0.001);
    expect(warnings).toEqual([]);
    for (let i = 0; i < 60; i++) guards.step(`epoch 1, step ${i}`, { loss: 1, spread: 1e-3, variance: 1e-7 }, 0.001);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('The embeddings have collapsed: for 20 steps up to epoch 1, step 19');
    expect(warnings[0]).toContain('--miner semihard');
  });

  it('batch() warns once of a batch without positives', () => {
    const warnings: string[] = [];
    const guards = new Guards(text => warnings.push(text));
    guards.batch('step 1', [0, 1, 1]);
    expect(warnings).toEqual([]);
    guards.batch('step 2', [0, 1, 2]);
    guards.batch('step 3', [3, 1, 2]);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('A batch without positives (step 2): all its 3 samples are of different classes.');
  });
});
