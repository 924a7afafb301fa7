import { z } from 'zod';
import { UsageError } from '../errors.ts';
import { described, isList } from '../given-array.ts';

/** What an index keeps of a sample beside its vector. */
export const entrySchema = z.object({
  id: z.string(),
  label: z.string().optional(),
  /** Anything that JSON holds. */
  metadata: z.unknown().optional(),
  /** A small picture as a data address. */
  thumbnail: z.string().optional(),
});

/** What an index keeps of a sample beside its vector. */
export interface Entry {
  /** Its name. */
  readonly id: string;
  /** Its class, where it has one. */
  readonly label?: string | undefined;
  /** What was given with it; anything that JSON holds. */
  readonly metadata?: unknown;
  /** A small picture as a data address. */
  readonly thumbnail?: string | undefined;
}

/** What names a sample. */
export type Id = string | number | bigint;

/** What is known of some samples; row i is of `ids[i]`. */
export interface GivenEntries {
  /** A name for each, all different. What the index has under it is replaced. */
  readonly ids: ArrayLike<Id>;
  /** The class of each, empty where one has none. */
  readonly labels?: ArrayLike<Id | undefined> | undefined;
  /** Anything that JSON holds, one for each. */
  readonly metadata?: ArrayLike<unknown> | undefined;
  /** A small picture of each as a data address (`data:image/png;base64,…`). */
  readonly thumbnails?: ArrayLike<string> | undefined;
}

/** What a list of names is, for errors. */
interface Named {
  readonly who: string;
  readonly name: string;
  readonly count?: number | undefined;
  /** What each is of. */
  readonly each?: string;
}

/** Names as texts. @throws UsageError, from `who`, unless they are a list of texts or numbers, as many as `count` */
export function readIds(given: unknown, named: Named): string[] {
  return Array.from(listOf(given, named), (id, i) => {
    if (typeof id === 'string' || typeof id === 'bigint' || Number.isFinite(id)) return String(id);
    const { who, name } = named;
    throw new UsageError({ who, expected: `${name} that are texts or numbers`, got: `${described(id)} in place ${i}` });
  });
}

function listOf(given: unknown, { who, name, count, each = 'vector' }: Named): ArrayLike<unknown> {
  if (isList(given) && (count === undefined || given.length === count)) return given;
  const expected = count === undefined ? `a list of ${name}` : `${count} ${name}, one for each ${each}`;
  throw new UsageError({ who, expected, got: isList(given) ? String(given.length) : described(given) });
}

/** The entries of `n` vectors. @throws UsageError, from `who`, for lists of another length, and for what they cannot hold */
export function readEntries({ ids, labels, metadata, thumbnails }: GivenEntries, n: number, who: string): Entry[] {
  const list = (given: unknown, name: string) =>
    given === undefined ? undefined : listOf(given, { who, name, count: n });
  const names = readIds(ids, { who, name: 'ids', count: n });
  const some = list(labels, 'labels');
  const classes =
    some &&
    readIds(
      Array.from(some, label => label ?? ''),
      { who, name: 'labels' },
    );
  const [more, pictures] = [list(metadata, 'metadata'), list(thumbnails, 'thumbnails')];
  return names.map((id, i) => ({
    id,
    ...(classes?.[i] && { label: classes[i] }),
    ...(more?.[i] !== undefined && { metadata: held(more[i], `${who}, metadata of "${id}"`) }),
    ...(pictures?.[i] !== undefined && { thumbnail: pictureIn(pictures[i], `${who}, thumbnail of "${id}"`) }),
  }));
}

function held(value: unknown, who: string): unknown {
  try {
    if (JSON.stringify(value) !== undefined) return value;
  } catch (cause) {
    throw new UsageError(
      { who, expected: 'what JSON holds', got: (cause as Error).message.split('\n')[0]! },
      { cause },
    );
  }
  throw new UsageError({ who, expected: 'what JSON holds', got: `a ${typeof value}` });
}

function pictureIn(value: unknown, who: string): string {
  if (typeof value === 'string') return value;
  throw new UsageError({ who, expected: 'a picture as a data address', got: described(value) });
}
