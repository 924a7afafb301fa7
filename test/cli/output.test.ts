import { expect, it } from 'vitest';
import { metricsTable, tables } from '../../src/cli/output.ts';
import { counted } from '../../src/counted.ts';
import { runSummary } from '../../src/index.ts';

const metrics = {
  precisionAt1: 0.9,
  mapAtR: 0.8,
  rPrecision: 0.85,
  knn5Accuracy: 0.91,
  rocAuc: 0.97,
  eer: 0.08,
  pairAccuracy: 0.92,
  fewShot: { ways: 5, shots: 1, accuracy: 0.93, ci95: 0.004 },
  evaluatedOn: '100 classes never trained on',
};

it('metricsTable(result) fits a terminal of 80 columns: what has no room stands below', () => {
  const text = metricsTable({ metrics: { ...metrics, unseen: { ...metrics, evaluatedOn: 'other classes' } } });
  expect(Math.max(...text.split('\n').map(line => line.length))).toBeLessThanOrEqual(80);
  expect(text).toContain('Evaluated on 100 classes never trained on:\n\nprecision@1  MAP@R ');
  expect(text).toContain('5-way 1-shot  ± 95 %');
  expect(text).toContain('Evaluated on other classes:');
});

it('tables(table, keys) repeats the first columns in each of its parts', () => {
  const headings = ['run', ...Array.from({ length: 9 }, (_, i) => `metric number ${i}`)];
  const text = tables({ headings, rows: [['dim=2', ...headings.slice(1).map(() => '0.5')]] }, 1);
  const lines = text.split('\n');
  expect(lines.filter(line => line.startsWith('run '))).toHaveLength(3);
  expect(Math.max(...lines.map(line => line.length))).toBeLessThanOrEqual(80);
});

it('runSummary(result) counts its nouns', () => {
  const result = {
    runDir: 'r',
    method: 'online',
    loss: 'nt-xent',
    dataset: 'glyphs',
    dim: 1,
    epochs: 1,
    trainSeconds: 2.34,
    imagesPerSecond: 1234.5,
    metrics,
  };
  expect(runSummary(result)).toBe('online (loss nt-xent) on glyphs, 1 dimension: 1 epoch in 2.3 s (1235 images/s)');
  expect(runSummary({ ...result, dim: 2, epochs: 5, trainSeconds: 61.2 })).toContain('2 dimensions: 5 epochs in 61 s');
  expect(counted(1, 'class', 'classes')).toBe('1 class');
});
