import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { NearfarError } from '../../errors.ts';
import { takeRows } from '../../nd-array.ts';
import type { TextInput } from '../../networks/network.ts';
import type { TupleList } from '../tuples.ts';
import { isInside } from './folder.ts';
import { IMAGE_EXTENSIONS } from './image-file.ts';
import { readLfwPairs } from './lfw-pairs.ts';
import type { ListKind } from './list-kind.ts';
import type { Entry, ImageSource, Listing, Taken } from './listing.ts';
import type { NamedTuples } from './named-tuples.ts';
import { textContent } from './texts.ts';
import { readTupleTable } from './tuple-table.ts';

/** Where the samples of a list are: a folder of images, samples with ids, or texts, which the list has itself. */
export type Pool =
  | { readonly folder: string }
  | { readonly listing: Listing }
  | { readonly text: TextInput; readonly like: Taken | undefined };

/**
 * A list of pairs or triplets, with each of its samples once. Images lie below the pool's folder, or below the list's own where
 * there is no pool.
 *
 * @throws NearfarError that names the line of a sample that is not there
 */
export async function listTuples(path: string, { format, kind }: ListKind, given?: Pool): Promise<Listing> {
  const named = format === 'lfw' ? readLfwPairs(path) : await readTupleTable(path, kind);
  const pool = given ?? { folder: dirname(resolve(path)) };
  const { names, list } = numbered(named);
  const { entries, content, notes = [] } = samplesOf(pool, names, named);
  return {
    name: basename(path, extname(path)),
    format: `a list of ${kind}`,
    entries,
    content,
    skipped: [],
    notes: [...named.notes, ...notes],
    tuples: { list, ...(named.parts && { parts: named.parts }) },
  };
}

/** Each name once, and the tuples as their places. */
function numbered({ kind, names: tuples, same, folds }: NamedTuples): {
  readonly names: readonly string[];
  readonly list: TupleList;
} {
  const names = [...new Set(tuples.flat())];
  const placeOf = new Map(names.map((name, place) => [name, place]));
  const rows = (tuples[0] ?? []).map((_, side) => Int32Array.from(tuples, each => placeOf.get(each[side]!)!));
  return {
    names,
    list: {
      kind,
      rows,
      ...(same && { same: Uint8Array.from(same, Number) }),
      ...(folds && { folds: Int32Array.from(folds) }),
    },
  };
}

type Found = Pick<Listing, 'entries' | 'content'> & Partial<Pick<Listing, 'notes'>>;

function samplesOf(pool: Pool, names: readonly string[], named: NamedTuples): Found {
  if ('listing' in pool) return fromListing(pool.listing, names, named);
  if ('folder' in pool) return imagesBelow(pool.folder, names, named);
  return { entries: names.map(id => ({ id })), ...textContent(names, pool.text, undefined, pool.like) };
}

/** Where a name first stands in the list. */
const firstPlaceOf = ({ names, placeOf }: NamedTuples, name: string): string =>
  placeOf(names.findIndex(each => each.includes(name)));

function imagesBelow(folder: string, names: readonly string[], named: NamedTuples): Found {
  const root = realpathSync(folder);
  const roots = named.classOf ? [root, ...foldersIn(root)] : [root];
  const images = names.map((name): ImageSource => {
    const path = imageOf(roots, name);
    if (path !== undefined && isInside(root, realpathSync(path))) return { path };
    const isOutside = path !== undefined || !isInside(root, resolve(root, name));
    throw new NearfarError({
      who: firstPlaceOf(named, name),
      expected: `the path of an image below ${root}`,
      got: `"${name}", which is ${isOutside ? 'outside' : 'not there'}`,
      fix: 'Correct the list, or name the folder of its images, or what its ids are of, by --samples',
    });
  });
  const entries = names.map((id): Entry => ({ id, ...(named.classOf && { label: named.classOf(id) }) }));
  return { entries, content: { kind: 'images', images } };
}

const foldersIn = (root: string): string[] =>
  readdirSync(root, { withFileTypes: true }).flatMap(entry => (entry.isDirectory() ? [join(root, entry.name)] : []));

/** The file of a name, with the ending of an image where the name has none. */
function imageOf(roots: readonly string[], name: string): string | undefined {
  const endings = IMAGE_EXTENSIONS.includes(extname(name).toLowerCase()) ? [''] : ['', ...IMAGE_EXTENSIONS];
  const paths = roots.flatMap(root => endings.map(ending => resolve(root, name + ending)));
  return paths.find(path => existsSync(path) && statSync(path).isFile());
}

/** The samples whose ids are listed; of an array also by their numbers alone. */
function fromListing({ name: pool, entries, content }: Listing, names: readonly string[], named: NamedTuples): Found {
  const placeOf = new Map<string, number>();
  for (const [place, { id }] of entries.entries()) placeOf.set(id, place);
  for (const [place, { id }] of entries.entries()) {
    const number = /:(\d+)$/.exec(id)?.[1];
    if (number !== undefined && !placeOf.has(number)) placeOf.set(number, place);
  }
  const rows = names.map(name => {
    const place = placeOf.get(name);
    if (place !== undefined) return place;
    const [first] = placeOf.keys();
    throw new NearfarError({
      who: firstPlaceOf(named, name),
      expected: `the id of a sample in ${pool}, such as "${first}"`,
      got: `"${name}"`,
    });
  });
  const chosen = rows.map((row, i): Entry => ({ ...entries[row]!, id: names[i]! }));
  if (content.kind === 'images')
    return { entries: chosen, content: { kind: 'images', images: rows.map(row => content.images[row]!) } };
  return { entries: chosen, content: { ...content, samples: takeRows(content.samples, rows) } };
}
