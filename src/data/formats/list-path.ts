import { readdirSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { UsageError } from '../../errors.ts';
import { ARRAY_EXTENSIONS, listArrays } from './arrays.ts';
import { listFolder } from './folder.ts';
import type { Listing, ReadOptions } from './listing.ts';
import { listTable } from './table.ts';
import { TABLE_EXTENSIONS } from './table-rows.ts';

/** Whether data of one's own lie at a path. */
export const isPath = (path: string): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined;

/** Lists what lies at a path: a folder of images, a table, a NumPy array. */
export async function listPath(
  path: string,
  options: ReadOptions & { readonly labelled?: boolean } = {},
): Promise<Listing> {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) throw nothingThere(path);
  if (stat.isDirectory()) {
    requireFolderOptions(path, options);
    return listFolder(path);
  }
  const extension = extname(path).toLowerCase();
  if (TABLE_EXTENSIONS.includes(extension)) return listTable(path, options);
  if (ARRAY_EXTENSIONS.includes(extension)) return listArrays(path, options);
  throw new UsageError({
    who: path,
    expected: `a folder, a table (${TABLE_EXTENSIONS.join(', ')}) or an array (${ARRAY_EXTENSIONS.join(', ')})`,
    got: extension === '' ? 'a file without an ending' : `a ${extension} file`,
  });
}

export const nothingThere = (path: string): UsageError =>
  new UsageError({
    who: path,
    expected: 'a folder of images, a table or an array',
    got: 'nothing there',
    fix: 'Check the path',
  });

/** A folder has no columns; a table in it is likely what was meant. */
function requireFolderOptions(who: string, { label, group }: ReadOptions): void {
  const [option, column] = label !== undefined ? ['label', label] : ['group', group];
  if (column === undefined) return;
  const table = readdirSync(who).find(name => TABLE_EXTENSIONS.includes(extname(name).toLowerCase()));
  throw new UsageError({
    who,
    expected: `no ${option}, since the folders of images are the classes`,
    got: `"${column}"`,
    fix: table === undefined ? 'Leave it out' : `Leave it out, or name the table, ${join(who, table)}`,
  });
}
