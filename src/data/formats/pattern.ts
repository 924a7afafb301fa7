import { statSync } from 'node:fs';
import { basename, dirname, extname, resolve } from 'node:path';
import { globSync } from 'tinyglobby';
import { UsageError } from '../../errors.ts';
import { inOrder } from './in-order.ts';

/** Several inputs as one: `{a.csv,parts/*.csv}`. */
const SEVERAL = /^\{(.*)\}$/s;
const MAGIC = /[*?[{]/;

const isThere = (path: string): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined;

/** Whether a path stands for several: it has `*`, `?`, `[…]` or `{…}`, and no file is named so. */
export const isPattern = (path: string): boolean => MAGIC.test(path) && !isThere(path);

/** Several paths and patterns as one pattern. */
export const together = (paths: readonly string[]): string =>
  paths.length === 1 ? paths[0]! : `{${paths.map(path => path.replaceAll(',', '\\,')).join(',')}}`;

const partsOf = (pattern: string): readonly string[] => {
  const inside = SEVERAL.exec(pattern)?.[1];
  if (inside === undefined) return [pattern];
  return inside.split(/(?<!\\),/).map(part => part.replaceAll('\\,', ','));
};

/** A path from the root on; each path of a pattern is. */
export const absolute = (path: string): string =>
  isPattern(path) ? together(partsOf(path).map(part => resolve(part))) : resolve(path);

/** What a pattern stands for, each path once, in the order that people count in. @throws UsageError for nothing */
export function expand(pattern: string): readonly string[] {
  const found = partsOf(pattern).flatMap(part => {
    const paths = isPattern(part)
      ? globSync([part], { absolute: true, onlyFiles: false, expandDirectories: false }).map(path => resolve(path))
      : isThere(part)
        ? [resolve(part)]
        : [];
    if (paths.length > 0) return paths.sort(inOrder);
    throw new UsageError({ who: part, expected: 'files that it stands for', got: 'none', fix: 'Check the path' });
  });
  return [...new Set(found)];
}

/** What several files are called: the folder that holds them all. */
export function patternName(pattern: string): string {
  const fixed = partsOf(pattern).map(part => {
    const segments = part.split(/[\\/]/);
    const magic = segments.findIndex(segment => MAGIC.test(segment));
    return magic < 0 ? dirname(part) : segments.slice(0, magic).join('/');
  });
  const first = fixed[0]!.split(/[\\/]/);
  const shared = fixed.reduce((common, each) => {
    const segments = each.split(/[\\/]/);
    const end = common.findIndex((segment, i) => segments[i] !== segment);
    return end < 0 ? common : common.slice(0, end);
  }, first);
  return shared.at(-1) || basename(fixed[0]!, extname(fixed[0]!)) || 'data';
}
