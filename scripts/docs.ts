import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { knownNames } from './known-names.ts';
import { pages } from './pages.ts';

/** Writes the pages of docs/ that are made of the code, and the types that are made of its lists. */
const docs = new URL('../docs/', import.meta.url).pathname;
for (const room of ['losses', 'miners', 'methods', 'distances', 'networks'])
  rmSync(docs + room, { recursive: true, force: true });
for (const { path, text } of await pages()) {
  mkdirSync(dirname(docs + path), { recursive: true });
  writeFileSync(docs + path, text);
}
writeFileSync(new URL('../src/training/known-names.ts', import.meta.url), knownNames());
