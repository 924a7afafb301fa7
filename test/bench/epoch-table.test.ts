import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EpochTable } from '../../bench/epoch-table.ts';
import { temporaryFolder } from '../support/cli.ts';

describe('new EpochTable(epochs, file)', () => {
  const silent = () => {};

  it('goes on with the rows of the file, of which one that was cut off is none', () => {
    const file = join(temporaryFolder(), 'table.md');
    const first = new EpochTable(5, file, silent);
    first.add(['glyphs', 0, 'nt-xent'], 'precisionAt1', '0.9000', '0.9500', '60 s', '');
    first.add(['glyphs', 0, 'instance'], 'precisionAt1', '0.9000', '0.8000', '60 s', 'WORSE');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, `${text}| glyphs | 1 | nt-xe`);

    const lines: string[] = [];
    const next = new EpochTable(5, file, line => lines.push(line));
    expect(lines).toEqual([]);
    expect(next.has(['glyphs', 0, 'nt-xent'])).toBe(true);
    expect(next.has(['glyphs', 1, 'nt-xent'])).toBe(false);
    expect(next.has(['mnist', 0, 'nt-xent'])).toBe(false);
    expect(next.worse).toEqual([1, 2]);
    next.add(['glyphs', 1, 'nt-xent'], 'precisionAt1', '0.9000', '0.9500', '60 s', '');
    expect(new EpochTable(5, file, silent).worse).toEqual([1, 3]);
  });

  it('refuses the table of another number of epochs', () => {
    const file = join(temporaryFolder(), 'table.md');
    new EpochTable(5, file, silent);
    expect(() => new EpochTable(4, file, silent)).toThrow(`--file: ${file} is no table of 4 epochs`);
  });
});
