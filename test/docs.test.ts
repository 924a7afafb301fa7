import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { lossPages } from '../scripts/loss-pages.ts';

const docs = new URL('../docs/losses/', import.meta.url).pathname;

describe('docs/losses', () => {
  it('is what the code’s comments say (else: npm run docs)', () => {
    const pages = lossPages();
    expect(readdirSync(docs).sort()).toEqual(pages.map(({ name }) => name).sort());
    for (const { name, text } of pages) expect(readFileSync(docs + name, 'utf8'), name).toBe(text);
  });

  it('has a page with an equation for every loss but the one that only arranges another’s labels', () => {
    const without = lossPages().filter(({ text }) => !/\n {4}\S/.test(text));
    expect(without.map(({ name }) => name)).toEqual(['self-supervised-loss.md', 'README.md']);
  });
});
