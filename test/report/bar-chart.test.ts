import { expect, test } from 'vitest';
import { barChart } from '../../src/report/bar-chart.ts';
import { count, expectWholePicture, written } from './pictures.ts';

const columns = [{ name: 'mapAtR' }, { name: 'eer', better: 'lower' }] as const;
const rows = [
  { name: 'two-channel', values: { eer: 0.05 } },
  { name: 'siamese', values: { mapAtR: 0.4, eer: 0.2 } },
  { name: 'triplet', values: { mapAtR: 0.8, eer: 0.1 } },
];

test('barChart({ rows, columns }) sorts by the first column, what has no value last', () => {
  const svg = barChart({ title: 'Methods', rows, columns });
  expectWholePicture(svg);
  const names = written(svg).filter(line => rows.some(({ name }) => name === line));
  expect(names).toEqual(['triplet', 'siamese', 'two-channel']);
  expect(written(svg)).toEqual(expect.arrayContaining(['–', 'higher is better', 'lower is better']));
});

test('barChart({ rows, columns }) draws bars from zero and the best of each column dark', () => {
  const svg = barChart({ title: 'Methods', rows, columns });
  const bars = [...svg.matchAll(/width="([\d.]+)" height="14" rx="1.5" fill="([^"]+)"/g)];
  expect(bars.map(([, width]) => Number(width))).toEqual([88, 44, 44, 88, 22]);
  expect(bars.map(([, , fill]) => fill === '#0072b2')).toEqual([true, false, false, false, true]);
});

test('barChart(options) draws zeros and says what is wrong with its input', () => {
  expectWholePicture(barChart({ title: '', rows: [{ name: 'a', values: { mapAtR: 0 } }], columns }));
  expect(count(barChart({ title: '', rows, columns: [{ name: 'nothing' }] }), /aria-label="–"/g)).toBe(3);
  expect(() => barChart({ title: '', rows: [], columns })).toThrow('barChart: expected at least one row, got none.');
  expect(() => barChart({ title: '', rows, columns: [] })).toThrow('barChart: expected at least one column, got none.');
});
