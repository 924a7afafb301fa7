import { UsageError } from '../errors.ts';
import type { Entry } from './entries.ts';

/** Which samples a search is among. */
export interface Filter {
  /** Those of one of these classes. */
  readonly labels?: readonly string[] | undefined;
  /** Those whose metadata has all of this: of an object its fields, of a list its members (`@>` of PostgreSQL's jsonb). */
  readonly metadata?: unknown;
}

/** @throws UsageError for what is no filter */
export function requireFilter(who: string, where: unknown): void {
  const refuse = (got: string) =>
    new UsageError({ who, expected: 'where: { labels?: [names], metadata?: JSON }', got });
  if (!isObject(where)) throw refuse(Array.isArray(where) ? 'a list' : String(where));
  const stray = Object.keys(where).find(key => key !== 'labels' && key !== 'metadata');
  if (stray !== undefined) throw refuse(`"${stray}"`);
  const { labels } = where;
  const isList = Array.isArray(labels) && labels.every(label => typeof label === 'string');
  if (labels !== undefined && !isList) throw refuse(`labels that are not a list of names`);
}

/** Whether a filter lets a sample through. */
export function passes({ label, metadata }: Entry, { labels, metadata: part }: Filter): boolean {
  if (labels !== undefined && (label === undefined || !labels.includes(label))) return false;
  if (part === undefined) return true;
  return metadata !== undefined && (contains(metadata, part) || (Array.isArray(metadata) && metadata.includes(part)));
}

function contains(whole: unknown, part: unknown): boolean {
  if (Array.isArray(part)) return Array.isArray(whole) && part.every(each => whole.some(one => contains(one, each)));
  if (!isObject(part)) return whole === part;
  return (
    isObject(whole) &&
    Object.entries(part).every(([key, value]) => Object.hasOwn(whole, key) && contains(whole[key], value))
  );
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
