import { expect, test } from 'vitest';
import { glyphOf } from '../../src/report/font.ts';
import { definitions, shorten, text, textWidth, wrap } from '../../src/report/text.ts';
import { count } from './pictures.ts';

test('text(x, y, content) draws a glyph a letter and defines each glyph once', () => {
  const drawn = text(0, 10, 'anna bell');
  expect(count(drawn, /<use /g)).toBe(8);
  expect(count(definitions(drawn), /<path id="nf\d+-\d+" d="M/g)).toBe(5);
  expect(drawn).toContain('aria-label="anna bell"');
});

test('text(x, y, content) draws Latin, Greek and Cyrillic letters, and a box for others', () => {
  const box = glyphOf('あ', false).id;
  for (const char of 'éßłčαμж×±·−…') expect(glyphOf(char, false).id, char).not.toBe(box);
  expect(glyphOf('字', true).id).toBe(box);
});

test('textWidth(content, { size }) grows with the letters and the size', () => {
  expect(textWidth('ii', { size: 20 })).toBeCloseTo(2 * textWidth('ii', { size: 10 }), 6);
  expect(textWidth('mm')).toBeGreaterThan(2 * textWidth('ii'));
});

test('shorten(content, width) cuts with an ellipsis only what is too wide', () => {
  expect(shorten('short', 100)).toBe('short');
  const cut = shorten('a rather long class name', 60);
  expect(cut).toMatch(/^a rath.*…$/);
  expect(textWidth(cut)).toBeLessThanOrEqual(60);
});

test('wrap(content, width) breaks between words', () => {
  const lines = wrap('one two three four five six', 60);
  expect(lines.join(' ')).toBe('one two three four five six');
  for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(60);
});
