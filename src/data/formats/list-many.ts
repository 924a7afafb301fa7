import { basename, dirname, extname, relative, sep } from 'node:path';
import { UsageError } from '../../errors.ts';
import { joined } from './arrays.ts';
import { IMAGE_EXTENSIONS } from './image-file.ts';
import { listKindAt } from './list-kind.ts';
import { type Entry, type Listing, type Part, partOf, type ReadOptions } from './listing.ts';
import { listTables } from './table.ts';
import { TABLE_EXTENSIONS } from './table-rows.ts';

const isImage = (path: string): boolean => IMAGE_EXTENSIONS.includes(extname(path).toLowerCase());
const isTable = (path: string): boolean => TABLE_EXTENSIONS.includes(extname(path).toLowerCase());

/**
 * Several files or folders as one set: tables of the same columns; images, whose folders are their classes; tar files, arrays or
 * folders of images. Where all are named after a part (`train-0.parquet`, `test/0.tar`), each is of that part.
 *
 * @throws UsageError where they are not of one kind
 */
export async function listMany(
  who: string,
  paths: readonly string[],
  options: ReadOptions & { readonly labelled?: boolean },
  listOne: (path: string) => Promise<Listing>,
): Promise<Listing> {
  const about = { name: who };
  const parts = partsOf(paths);
  if (paths.every(isImage)) return { ...imagesAt(paths, options.labelled ?? true, parts), ...about };
  if (paths.every(isTable)) {
    requireNoLists(who, paths, options);
    return { ...(await listTables(paths, options, parts)), ...about };
  }
  const listings: Listing[] = [];
  for (const path of paths) listings.push(await listOne(path));
  return { ...merged(who, paths, listings, parts), ...about };
}

/** The part that each file is named after, or its folder, if all are, and one is of the training part. */
function partsOf(paths: readonly string[]): readonly Part[] | undefined {
  const found = paths.map(
    path => partOf(/^[a-z]+/i.exec(basename(path))?.[0] ?? '') ?? partOf(basename(dirname(path))),
  );
  return found.includes('train') && found.every(part => part !== undefined) ? found : undefined;
}

function requireNoLists(who: string, paths: readonly string[], { label }: ReadOptions): void {
  const list = label === undefined ? listKindAt(paths[0]!) : undefined;
  if (!list) return;
  const got = `${paths.length} lists of ${list.kind}`;
  throw new UsageError({ who, expected: 'one list', got, fix: 'Put them into one file' });
}

function imagesAt(
  paths: readonly string[],
  labelled: boolean,
  parts: readonly Part[] | undefined,
): Omit<Listing, 'name'> {
  const entries = paths.map((path, i): Entry => {
    const label = labelled ? basename(dirname(path)) : undefined;
    return {
      id: relative('', path).split(sep).join('/'),
      ...(label !== undefined && { label }),
      ...(parts && { part: parts[i]! }),
    };
  });
  return {
    format: 'images, each in the folder of its class',
    entries,
    content: { kind: 'images', images: paths.map(path => ({ path })) },
    skipped: [],
    notes: [],
  };
}

function merged(
  who: string,
  paths: readonly string[],
  listings: readonly Listing[],
  parts: readonly Part[] | undefined,
): Omit<Listing, 'name'> {
  const odd = listings.findIndex(({ content }) => content.kind !== listings[0]!.content.kind || 'columns' in content);
  if (odd >= 0) {
    const got = `${listings[0]!.format} (${basename(paths[0]!)}) and ${listings[odd]!.format} (${basename(paths[odd]!)})`;
    throw new UsageError({ who, expected: 'files of one kind', got, fix: 'Name them apart' });
  }
  const entries = listings.flatMap(({ entries }, i) =>
    entries.map(
      (entry): Entry => ({
        ...(parts && { part: parts[i]! }),
        ...entry,
        id: entry.id.startsWith(`${basename(paths[i]!)}:`) ? entry.id : `${basename(paths[i]!)}/${entry.id}`,
      }),
    ),
  );
  const content = listings.map(({ content }) => content);
  return {
    format: `${listings[0]!.format}, ${paths.length} of them`,
    entries,
    content: content.every(each => each.kind === 'images')
      ? { kind: 'images', images: content.flatMap(each => each.images) }
      : {
          kind: 'numbers',
          samples: joined(
            who,
            content.flatMap(each => (each.kind === 'numbers' ? [each.samples] : [])),
          ),
        },
    skipped: listings.flatMap(({ skipped }) => skipped),
    notes: [...new Set(listings.flatMap(({ notes }) => notes))],
  };
}
