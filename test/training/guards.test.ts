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

  it.each([
    [
      'variance',
      { loss: 1, variance: Number.POSITIVE_INFINITY, spread: Number.NaN },
      'a finite variance, got Infinity',
    ],
    ['a metric of the method', { loss: 1, accuracy: Number.NaN }, 'a finite accuracy, got NaN'],
    ['the gradient', { loss: 1, gradientNorm: Number.NaN }, 'a finite gradientNorm, got NaN'],
  ])('step() throws on %s that is no number', (_, metrics, got) => {
    expect(() => new Guards(() => {}).step('epoch 1, step 3', metrics, 1000)).toThrow(
      `train: expected ${got} at epoch 1, step 3. Lower the learning rate (--lr 0.002), or clip long gradients (--clip-norm 1).`,
    );
  });

  it('weights() throws on a weight that is no number, and names it', () => {
    const values = { 'encoder.0.weight': { data: Float32Array.of(1, Number.NaN), shape: [2] } };
    expect(() => new Guards(() => {}).weights('epoch 1, step 3', values, 0.001)).toThrow(
      'train: expected finite weights, got NaN in encoder.0.weight after epoch 1, step 3.',
    );
  });

  /** What a run of these steps is warned of: [variance, spread] or [loss, variance, spread, gradientNorm]. */
  const warnedOf = (steps: readonly Readonly<Record<string, number>>[]): string[] => {
    const warnings: string[] = [];
    const guards = new Guards(text => warnings.push(text));
    for (const [i, metrics] of steps.entries()) guards.step(`step ${i + 1}`, metrics, 0.01);
    return warnings;
  };

  it('step() warns of a collapse of a network that began with little variance', () => {
    // As recorded of `train --miner hard --dim 8 --lr 0.01`: at first 0.003, never below a thousandth of it.
    const start = [0.2, 0.15, 0.13, 0.11, 0.087, 0.036, 0.01, 0.026].map(spread => ({
      variance: 0.015 * spread,
      spread,
    }));
    const end = [7.1, 7.7, 11, 6.2, 9.9, 8.1, 7.5, 9, 6.2, 5.6, 5.1, 3.8, 4.2, 3.7, 3, 2.9, 3.1, 2.3, 2.7, 3.5, 3.2];
    const steps = [...start, ...end.map(tenThousandths => ({ variance: 4e-6, spread: tenThousandths / 1e4 }))];
    expect(warnedOf(steps.map(step => ({ loss: 1, ...step })))).toEqual([
      expect.stringContaining('The embeddings have collapsed: for 20 steps up to step 28'),
    ]);
  });

  it('step() says nothing of a network that begins with its points close together and drives them apart', () => {
    const steps = Array.from({ length: 60 }, (_, i) => ({
      loss: 1,
      variance: 1e-5 * 1.1 ** i,
      spread: 1e-4 * 1.1 ** i,
    }));
    expect(warnedOf(steps)).toEqual([]);
  });

  it('step() warns once of embeddings that explode, not of ones that are large from the start', () => {
    const growing = Array.from({ length: 80 }, (_, i) => ({
      loss: 1,
      variance: Math.min(2e8, 40 * 1.5 ** i),
      spread: 0.7,
    }));
    expect(warnedOf(growing)).toEqual([
      'The embeddings explode: for 20 steps up to step 45 their variance was above 1e+6 (now 2.0e+8, at first 4.0e+1). ' +
        'Try a lower learning rate (--lr 0.002), clipped gradients (--clip-norm 1), or a loss over normalised embeddings.',
    ]);
    expect(warnedOf(Array.from({ length: 80 }, () => ({ loss: 1, variance: 1e8, spread: 0.7 })))).toEqual([]);
  });

  it('step() warns of a loss whose gradient is 0, not of one that has nothing left to lower', () => {
    const saturated = Array.from({ length: 40 }, () => ({
      loss: 0.33,
      variance: 1e5,
      spread: 0.6,
      gradientNorm: 1e-12,
    }));
    expect(warnedOf(saturated)).toEqual([
      'The loss has saturated: for 20 steps up to step 20 it was 0.330 and its gradient 0, so that nothing is learned any more. ' +
        'Begin anew with a lower learning rate (--lr 0.002) or clipped gradients (--clip-norm 1).',
    ]);
    expect(warnedOf(saturated.map(step => ({ ...step, loss: 0, gradientNorm: 0 })))).toEqual([]);
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
