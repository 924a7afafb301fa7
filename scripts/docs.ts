import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { pages } from './pages.ts';

/** Writes the pages of docs/ that are made of the code. */
const docs = new URL('../docs/', import.meta.url).pathname;
for (const room of ['losses', 'miners', 'methods', 'distances', 'networks'])
  rmSync(docs + room, { recursive: true, force: true });
for (const { path, text } of await pages()) {
  mkdirSync(dirname(docs + path), { recursive: true });
  writeFileSync(docs + path, text);
}
