import { readFileSync } from 'node:fs';
import { median } from './peer.ts';
import type { Result } from './results.ts';

/** Two runs of a bench side by side, by medians: diff.ts A.json B.json */
const read = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as Result;

const [first, second] = process.argv.slice(2);
if (first === undefined || second === undefined) {
  console.error('bench:diff: expected two files of bench/results/. Run: npm run bench:diff A.json B.json');
  process.exit(2);
}
const [a, b] = [read(first), read(second)];

/** A table whose first column is left, the others right. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map(row => row[column]!.length)));
  const cell = (text: string, column: number) =>
    column === 0 ? text.padEnd(widths[column]!) : text.padStart(widths[column]!);
  return rows.map(row => row.map(cell).join('  ').trimEnd()).join('\n');
}

/** Each fact once where it is the same on both sides. */
const facts = (of: (result: Result) => Readonly<Record<string, unknown>>): string[][] =>
  [...new Set([...Object.keys(of(a)), ...Object.keys(of(b))])].map(name => [
    name,
    ...[a, b].map(result => String(of(result)[name] ?? '-')),
  ]);

const value = (result: Result, name: string) => {
  const series = result.series[name];
  return series && { unit: series.unit, value: median(series.values), count: series.values.length };
};

const measured = [...new Set([...Object.keys(a.series), ...Object.keys(b.series)])].map(name => {
  const [of, against] = [value(a, name), value(b, name)];
  const show = (side: typeof of) => (side ? `${side.value.toPrecision(4)} ${side.unit} (${side.count})` : '-');
  return [name, show(of), show(against), of && against ? (against.value / of.value).toFixed(3) : '-'];
});

console.log(`${a.bench === b.bench ? a.bench : `${a.bench} and ${b.bench}`}: medians (and of how many)\n`);
console.log(table([['', 'A', 'B', 'B / A'], ...measured]));
console.log();
const about = (result: Result) => ({ date: result.date, ...result.machine, ...result.versions });
console.log(table([['', 'A', 'B'], ...facts(about), ...facts(({ options }) => options)]));
