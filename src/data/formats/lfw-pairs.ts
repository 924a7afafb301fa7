import { readFileSync } from 'node:fs';
import { NearfarError } from '../../errors.ts';
import type { NamedTuples } from './named-tuples.ts';

const HEAD = /^(?:(\d+)[ \t]+)?(\d+)\s*$/;
const SAME = /^\S.*\t\d+\t\d+\s*$|^\S+(?: +\d+){2}\s*$/;

/** Whether the first lines of a file are those of a list of pairs as Labeled Faces in the Wild has them. */
export const isLfwPairs = (start: string): boolean => {
  const [head = '', next = ''] = start.replace(/^\uFEFF/, '').split(/\r?\n/, 2);
  return HEAD.test(head) && SAME.test(next);
};

/**
 * A list of pairs in the format of Labeled Faces in the Wild (Huang et al. 2007, README of `pairs.txt`). The first line is the
 * number of folds and that of pairs of one person in each; without folds the latter alone. Then fold by fold the pairs of one
 * person (name, number, number) and as many of two (name, number, other name, number). Image n of a person is NAME/NAME_000n.
 *
 * @throws NearfarError that names the line
 */
export function readLfwPairs(path: string): NamedTuples {
  const lines = readFileSync(path, 'utf8')
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/);
  while (lines.at(-1)?.trim() === '') lines.pop();
  const [, folds = '1', each = '0'] = HEAD.exec(lines[0] ?? '') ?? [];
  const [count, ofFold] = [Number(folds) * 2 * Number(each), 2 * Number(each)];
  if (lines.length - 1 !== count) {
    const expected = `${count} pairs, as its first line says`;
    throw new NearfarError({ who: path, expected, got: String(lines.length - 1), fix: 'Fetch the whole file' });
  }
  const placeOf = (pair: number) => `${path}, line ${pair + 2}`;
  const read = lines.slice(1).map((line, i) => pairIn(line, placeOf(i)));
  return {
    kind: 'pairs',
    names: read.map(({ names }) => names),
    same: read.map(({ same }) => same),
    ...(Number(folds) > 1 && { folds: read.map((_, i) => Math.floor(i / ofFold) + 1) }),
    placeOf,
    classOf: name => name.slice(0, name.indexOf('/')),
    notes: [],
  };
}

function pairIn(line: string, who: string): { readonly names: readonly [string, string]; readonly same: boolean } {
  const cells = line.trim().split(line.includes('\t') ? /\t/ : / +/);
  const [name = '', n = '', other = '', m = ''] = cells;
  const isNumber = (text: string) => /^\d+$/.test(text);
  if (cells.length === 3 && isNumber(n) && isNumber(other)) {
    return { names: [imageOf(name, n), imageOf(name, other)], same: true };
  }
  if (cells.length === 4 && isNumber(n) && isNumber(m)) {
    return { names: [imageOf(name, n), imageOf(other, m)], same: false };
  }
  const expected = 'a name and two numbers, or a name, a number, another name and a number';
  throw new NearfarError({ who, expected, got: `"${line}"` });
}

const imageOf = (name: string, number: string): string => `${name}/${name}_${number.padStart(4, '0')}`;
