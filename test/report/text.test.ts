import { expect, test } from 'vitest';
import { figure } from '../../src/report/figure.ts';
import { glyphOf } from '../../src/report/font.ts';
import { definitions, drawable, nameLines, shorten, text, textWidth, wrap } from '../../src/report/text.ts';
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

test('nameLines(name, width) breaks a name behind a sign, and keeps the end of one that is too long', () => {
  expect(nameLines('cat', 60)).toEqual(['cat']);
  expect(nameLines('red square', 45)).toEqual(['red', 'square']);
  expect(nameLines('Futurama/character07', 80)).toEqual(['Futurama/', 'character07']);
  const [first, second] = nameLines('Alphabet_of_the_Magi/character07', 60);
  expect(first).toMatch(/^Alphabet_$|^Alphabet_of_$/);
  expect(second).toMatch(/^….*07$/);
  for (const line of nameLines('Donaudampfschifffahrtsgesellschaft', 60))
    expect(textWidth(line)).toBeLessThanOrEqual(60);
});

test('drawable(name) has no control characters, and 400 characters at most', () => {
  expect(drawable('a\u0000b\u0007c\nd\ud800e')).toBe('a b c d e');
  expect(drawable('ж 😀')).toBe('ж 😀');
  expect([...drawable('x'.repeat(10_000))]).toHaveLength(400);
});

test('text(x, y, content) of a name with control characters is XML that can be read', async () => {
  const { default: sharp } = await import('sharp');
  const drawn = figure(
    { title: 'bell \u0007, null \u0000, half \udfff' },
    { markup: text(0, 10, '\u0001\u001b[31m'), width: 50, height: 20 },
  );
  await expect(sharp(Buffer.from(drawn)).png().toBuffer()).resolves.toBeInstanceOf(Buffer);
});

test('shorten, wrap and nameLines take a name of 10 000 characters in milliseconds', () => {
  const name = 'x'.repeat(10_000);
  const started = performance.now();
  for (let k = 0; k < 20; k++)
    for (const cut of [shorten(name, 80), ...wrap(name, 80), ...nameLines(name, 80)])
      expect(textWidth(cut)).toBeLessThan(81);
  expect(performance.now() - started).toBeLessThan(2000);
});
