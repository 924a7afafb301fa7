import { mkdirSync, writeFileSync } from 'node:fs';
import { lossPages } from './loss-pages.ts';

/** Writes the pages of docs/ that are made of the code. */
const folder = new URL('../docs/losses/', import.meta.url).pathname;
mkdirSync(folder, { recursive: true });
for (const { name, text } of lossPages()) writeFileSync(folder + name, text);
