import { readdirSync, statSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { UsageError } from '../../errors.ts';
import { ARRAY_EXTENSIONS, listArrays } from './arrays.ts';
import { filesBelow, listFolder } from './folder.ts';
import { IMAGE_EXTENSIONS } from './image-file.ts';
import { listKindAt } from './list-kind.ts';
import { listMany } from './list-many.ts';
import { listTuples, type Pool } from './list-tuples.ts';
import { type Listing, type ReadOptions, textInputOf } from './listing.ts';
import { expand, isPattern, patternName } from './pattern.ts';
import { listTable } from './table.ts';
import { TABLE_EXTENSIONS } from './table-rows.ts';
import { isTar, listTar, TAR_EXTENSIONS } from './tar.ts';

/** Whether data of one's own lie at a path. */
export const isPath = (path: string): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined;

/** Lists what lies at a path: a folder of images, a list of pairs or triplets, a table, a NumPy array. */
export async function listPath(
  path: string,
  options: ReadOptions & { readonly labelled?: boolean } = {},
): Promise<Listing> {
  if (isPattern(path)) return listSeveral(path, patternName(path), expand(path), options);
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) throw nothingThere(path);
  if (stat.isDirectory()) {
    if (options.samples !== undefined) throw noList(path, options.samples);
    const shards = shardsIn(path);
    if (shards) return listSeveral(path, basename(path), shards, options);
    requireFolderOptions(path, options);
    return listFolder(path);
  }
  const extension = extname(path).toLowerCase();
  const list = options.label === undefined ? listKindAt(path) : undefined;
  if (list) return listTuples(path, list, await poolOf(options));
  if (options.samples !== undefined) throw noList(path, options.samples);
  if (TABLE_EXTENSIONS.includes(extension)) return listTable(path, options);
  if (ARRAY_EXTENSIONS.includes(extension)) return listArrays(path, options);
  if (isTar(path)) return listTar(path, options);
  throw new UsageError({
    who: path,
    expected: `a folder, a table (${TABLE_EXTENSIONS.join(', ')}) or an array (${ARRAY_EXTENSIONS.join(', ')})`,
    got: extension === '' ? 'a file without an ending' : `a ${extension} file`,
    fix: `A shard of images ends in ${TAR_EXTENSIONS.join(' or ')}`,
  });
}

/** Several files as one set, by the name of what holds them. */
async function listSeveral(
  who: string,
  name: string,
  paths: readonly string[],
  options: ReadOptions & { readonly labelled?: boolean },
): Promise<Listing> {
  if (paths.length === 1) return listPath(paths[0]!, options);
  return { ...(await listMany(who, paths, options, path => listPath(path, options))), name };
}

/** The tables or the tar files of a folder that has no images. */
function shardsIn(folder: string): readonly string[] | undefined {
  const { files } = filesBelow(folder);
  const all = files.map(({ path }) => path);
  if (all.some(path => IMAGE_EXTENSIONS.includes(extname(path).toLowerCase()))) return undefined;
  const tables = all.filter(path => TABLE_EXTENSIONS.includes(extname(path).toLowerCase()));
  const tars = all.filter(isTar);
  const shards = tables.length > 0 && tars.length > 0 ? [] : [...tables, ...tars];
  return shards.length > 0 ? shards : undefined;
}

/** Where the samples of a list are, if they do not lie beside it. */
async function poolOf({ samples, ...options }: ReadOptions): Promise<Pool | undefined> {
  const [text, { like }] = [textInputOf(options), options];
  if (samples === undefined) return text && { text, like };
  const stat = statSync(samples, { throwIfNoEntry: false });
  if (stat?.isDirectory()) return { folder: samples };
  return { listing: await listPath(samples, { text, like, labelled: false }) };
}

const noList = (who: string, samples: string): UsageError =>
  new UsageError({
    who,
    expected: 'a list of pairs (a, b, same) or triplets (anchor, positive, negative), of which samples are named',
    got: `another file, and --samples ${samples}`,
    fix: 'Leave --samples out',
  });

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
