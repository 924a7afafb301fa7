import { readdirSync } from 'node:fs';
import type { Cases } from '../../support/op.ts';

const ending = '.cases.ts';
const names = readdirSync(import.meta.dirname).filter(name => name.endsWith(ending) && name !== `all${ending}`);
const modules = await Promise.all(
  names.map(async name => (await import(`./${name.slice(0, -ending.length)}.cases.ts`)) as { cases: Cases }),
);

/** The cases of every operation, by its name, out of all files of this folder. */
export const cases: Cases = Object.assign({}, ...modules.map(module => module.cases));
