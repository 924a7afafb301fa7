import { readFileSync } from 'node:fs';

/** Values recorded from PyTorch and its peers. */
export const golden = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`../golden/${name}.json`, import.meta.url), 'utf8')) as T;
