import { expect, test } from 'vitest';
import { sweepChart } from '../../src/report/sweep-chart.ts';
import { count, expectWholePicture, written } from './pictures.ts';

const run = (metric: number, values: Record<string, number | string>) => ({ metric, values });

test('sweepChart({ vary: [option] }) puts the values in order and marks the best mean', () => {
  const runs = [run(0.9, { dim: 16 }), run(0.5, { dim: 2 }), run(0.7, { dim: 2 }), run(0.8, { dim: 4 })];
  const svg = sweepChart({ title: 'Sweep', vary: ['dim'], metric: 'mapAtR', runs });
  expectWholePicture(svg);
  expect(count(svg, /<circle /g)).toBe(4 + 3);
  const lines = written(svg);
  expect(lines.filter(line => ['2', '4', '16'].includes(line))).toEqual(['2', '4', '16']);
  expect(lines).toContain('0.900');
});

test('sweepChart({ better: "lower" }) marks the lowest, and keeps the order of words', () => {
  const runs = [run(0.1, { miner: 'hard' }), run(0.05, { miner: 'all' })];
  const lines = written(sweepChart({ title: 'Sweep', vary: ['miner'], metric: 'eer', better: 'lower', runs }));
  expect(lines).toContain('0.050');
  expect(lines.indexOf('hard')).toBeLessThan(lines.indexOf('all'));
});

test('sweepChart({ vary: [x, y] }) is a heat map of means, the best darkest', () => {
  const runs = [
    run(0.5, { dim: 2, margin: 0.2 }),
    run(0.7, { dim: 2, margin: 0.2 }),
    run(0.9, { dim: 4, margin: 0.2 }),
    run(0.8, { dim: 4, margin: 1 }),
  ];
  const svg = sweepChart({ title: 'Sweep', vary: ['dim', 'margin'], metric: 'mapAtR', runs });
  expectWholePicture(svg);
  expect(count(svg, /<rect [^>]*rx="2"/g)).toBe(3);
  expect(written(svg)).toEqual(expect.arrayContaining(['0.600', '0.900', '0.800', 'mapAtR, higher is better']));
  expect(svg).toMatch(/fill="rgb\(8, 58, 99\)"\/><g role="img" aria-label="0.900"/);
});

test('sweepChart({ runs }) draws a single run', () => {
  for (const vary of [['dim'], ['dim', 'margin']] as const) {
    expectWholePicture(sweepChart({ title: 'Sweep', vary, metric: 'eer', runs: [run(0, { dim: 2, margin: 1 })] }));
  }
});

test('sweepChart(options) says what is wrong with its input', () => {
  const draw = (runs: ReturnType<typeof run>[]) => () => sweepChart({ title: '', vary: ['dim'], metric: 'eer', runs });
  expect(draw([])).toThrow('sweepChart: expected at least one run, got none.');
  expect(draw([run(1, { dim: 2 }), run(1, { margin: 2 })])).toThrow(
    'sweepChart: expected a value of "dim" in each run, got none in run 1.',
  );
  expect(draw([run(Number.NaN, { dim: 2 })])).toThrow('sweepChart: expected finite numbers as metric, got NaN');
});

test('sweepChart({ runs }) has no tick below 0 where no metric is', () => {
  const ticks = (metrics: number[]) =>
    written(
      sweepChart({ title: '', vary: ['dim'], metric: 'm', runs: metrics.map((metric, i) => run(metric, { dim: i })) }),
    ).filter(line => /^[−-]\d/.test(line));
  expect(ticks([0.04, 0.4])).toEqual([]);
  expect(ticks([-0.5, 0.4]).length).toBeGreaterThan(0);
});
