import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the project. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** A block of code in a page. */
export interface Block {
  /** What stands behind the three ticks, like `ts`. */
  readonly language: string;
  /** The first file that the paragraph before it names. */
  readonly file?: string;
  readonly code: string;
}

/** The blocks of code of a page, `README.md` or the like. */
export function blocksOf(page: string): readonly Block[] {
  const text = readFileSync(join(root, page), 'utf8');
  return [...text.matchAll(/(?:^((?:[^\n]+\n)+)\n)?^```(\w*)\n(.*?)^```$/gms)].map(([, before, language, code]) => {
    const file = /`([\w./-]+\.(?:ts|html))`/.exec(before ?? '')?.[1];
    return { language: language!, code: code!, ...(file !== undefined && { file }) };
  });
}
