import { expect, it } from 'vitest';
import { bestOf, settingsOf, settingsTable } from '../../src/experiments/settings.ts';
import type { Success, SweptValue } from '../../src/experiments/trials.ts';

const run = (values: Record<string, SweptValue>, test: number, validation?: number): Success => ({
  trial: { name: JSON.stringify(values), options: {}, values },
  result: {
    runDir: '',
    method: 'siamese',
    dataset: 'glyphs',
    dim: 4,
    epochs: 1,
    trainSeconds: 1,
    imagesPerSecond: 1,
    ...(validation !== undefined && { validation: { mapAtR: validation } }),
    metrics: { mapAtR: test, rocAuc: 0.9, eer: 0.1, evaluatedOn: 'the test set' },
  },
});

it('settingsOf(runs) takes seeds for repetitions: mean and deviation over them', () => {
  const settings = settingsOf([
    run({ dim: 2, seed: 0 }, 0.5, 0.4),
    run({ dim: 2, seed: 1 }, 0.7, 0.6),
    run({ dim: 4, seed: 0 }, 0.9, 0.5),
    run({ dim: 4, seed: 1 }, 0.9, 0.3),
  ]);
  expect(settings.map(({ name, runs }) => [name, runs.length])).toEqual([
    ['dim=2', 2],
    ['dim=4', 2],
  ]);
  expect(settings[0]!.test.mean).toBeCloseTo(0.6, 12);
  expect(settings[0]!.test.deviation).toBeCloseTo(Math.SQRT1_2 * 0.2, 12);
  expect(bestOf(settings).name).toBe('dim=2'); // on validation samples, though dim=4 is better on test samples
  expect(settingsTable(settings)).toEqual({
    headings: ['setting', 'validation MAP@R', 'test MAP@R', 'runs'],
    rows: [
      ['dim=2', '0.5000 ± 0.1414', '0.6000 ± 0.1414', '2'],
      ['dim=4', '0.4000 ± 0.1414', '0.9000 ± 0.0000', '2'],
    ],
  });
});

it('settingsOf(runs) that differ in the seed alone is one setting, which no seed is the best of', () => {
  const settings = settingsOf([run({ seed: 0 }, 0.5, 0.4), run({ seed: 1 }, 0.7, 0.6)]);
  expect(settings.map(({ name }) => name)).toEqual(['siamese on glyphs']);
});

it('bestOf(settings) goes by test samples where some run has no validation', () => {
  const settings = settingsOf([run({ dim: 2 }, 0.5, 0.9), run({ dim: 4 }, 0.7)]);
  expect(bestOf(settings).name).toBe('dim=4');
  expect(settingsTable(settings).rows[1]).toEqual(['dim=4', '–', '0.7000', '1']);
});
