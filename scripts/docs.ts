import { mkdirSync, writeFileSync } from 'node:fs';
import { knownNames } from './known-names.ts';
import { lossPages } from './loss-pages.ts';

/** Writes the pages of docs/ that are made of the code, and the types that are made of its lists. */
const folder = new URL('../docs/losses/', import.meta.url).pathname;
mkdirSync(folder, { recursive: true });
for (const { name, text } of lossPages()) writeFileSync(folder + name, text);
writeFileSync(new URL('../src/training/known-names.ts', import.meta.url), knownNames());
