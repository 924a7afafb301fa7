import { expect, it } from 'vitest';
import { toCsv } from '../src/csv.ts';

it('toCsv(rows) quotes what has commas, quotes or line breaks', () => {
  expect(toCsv([['a,b', 'c"d', 'e\nf', -1]])).toBe('"a,b","c""d","e\nf",-1\n');
});

it('toCsv(rows, { escapeFormulas }) puts an apostrophe before texts that a spreadsheet would compute, not before numbers', () => {
  const cells = ['=HYPERLINK("x")', '+1', '-1', '@a', '\t=a', 'a=b', -1.5];
  expect(toCsv([cells], { escapeFormulas: true })).toBe(`"'=HYPERLINK(""x"")",'+1,'-1,'@a,'\t=a,a=b,-1.5\n`);
  expect(toCsv([cells])).toBe('"=HYPERLINK(""x"")",+1,-1,@a,\t=a,a=b,-1.5\n');
});
