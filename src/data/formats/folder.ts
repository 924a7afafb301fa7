import { readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, extname, join, relative, sep } from 'node:path';
import { UsageError } from '../../errors.ts';
import { IMAGE_EXTENSIONS } from './image-file.ts';
import { inOrder } from './in-order.ts';
import type { Entry, Listing, Part, Skipped } from './listing.ts';
import { partOf } from './listing.ts';

/** What systems leave in folders. */
const CLUTTER = /^(\.|__MACOSX$|Thumbs\.db$|desktop\.ini$)/i;

/** Whether a real path is a folder or in it. */
export const isInside = (root: string, path: string): boolean => path === root || path.startsWith(root + sep);

/** A file below a folder. */
export interface Found {
  /** As it is to be opened. */
  readonly path: string;
  /** Below the folder, with `/` between. */
  readonly id: string;
}

/** The files below a folder, in order. Symbolic links are followed inside it alone. */
export function filesBelow(folder: string): { readonly files: readonly Found[]; readonly skipped: readonly Skipped[] } {
  const root = realpathSync(folder);
  const files: Found[] = [];
  const skipped: Skipped[] = [];
  const idOf = (path: string) => relative(folder, path).split(sep).join('/');
  const walk = (path: string, above: readonly string[]): void => {
    const real = realpathSync(path);
    if (above.includes(real)) return void skipped.push({ id: idOf(path), reason: 'a link back to a folder above it' });
    const entries = readdirSync(path, { withFileTypes: true }).filter(({ name }) => !CLUTTER.test(name));
    for (const entry of entries.sort((a, b) => inOrder(a.name, b.name))) {
      const inner = join(path, entry.name);
      if (entry.isSymbolicLink()) {
        const reason = refusalOf(inner, root);
        if (reason !== undefined) {
          skipped.push({ id: idOf(inner), reason });
          continue;
        }
      }
      const stat = statSync(inner);
      if (stat.isDirectory()) walk(inner, [...above, real]);
      else if (stat.isFile()) files.push({ path: inner, id: idOf(inner) });
    }
  };
  walk(folder, []);
  return { files, skipped };
}

function refusalOf(link: string, root: string): string | undefined {
  try {
    return isInside(root, realpathSync(link)) ? undefined : 'a link out of the folder';
  } catch {
    return 'a link to nothing';
  }
}

/** Whether a file may be an image, by its name; one without an ending is looked into. */
export const mayBeImage = (path: string): boolean => {
  const extension = extname(path).toLowerCase();
  return extension === '' || IMAGE_EXTENSIONS.includes(extension);
};

/**
 * A folder with a folder a class, whose deeper folders belong to it; or `train`, `val` (or `validation`) and `test` of these.
 * The class of an image is undefined where it lies in no folder.
 */
export function listFolder(folder: string): Listing {
  const { files, skipped } = filesBelow(folder);
  const top = [...new Set(files.flatMap(({ id }) => (id.includes('/') ? [id.split('/')[0]!] : [])))];
  const hasParts = top.some(name => partOf(name) === 'train') && top.every(name => partOf(name) !== undefined);
  const images = files.filter(({ id }) => mayBeImage(id));
  const strange = files.filter(({ id }) => !mayBeImage(id));
  return {
    name: basename(realpathSync(folder)),
    format: `a folder of images${hasParts ? ', in parts' : ''}`,
    entries: images.map(({ id }) => entryOf(id, hasParts)),
    content: { kind: 'images', images: images.map(({ path }) => ({ path })) },
    skipped: [
      ...skipped,
      ...strange.map(({ id }) => ({ id, reason: `not an image that is read (${extname(id).toLowerCase()})` })),
    ],
    notes: [],
  };
}

function entryOf(id: string, hasParts: boolean): Entry {
  const folders = id.split('/').slice(0, -1);
  const part: Part | undefined = hasParts ? partOf(folders[0] ?? '') : undefined;
  const label = folders[part === undefined ? 0 : 1];
  return { id, ...(label !== undefined && { label }), ...(part !== undefined && { part }) };
}

/** The error for a folder that no classes can be read from. */
export const noClasses = (who: string, got: string): UsageError =>
  new UsageError({
    who,
    expected: 'a folder with a folder of images for each class, at least two',
    got,
    fix: 'Put the images of each class into a folder of their own',
  });
