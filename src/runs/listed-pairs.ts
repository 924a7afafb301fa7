import { existsSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { collect } from '../data/collection.ts';
import { findColumn } from '../data/formats/columns.ts';
import type { Fit } from '../data/formats/listing.ts';
import { readRows, TABLE_EXTENSIONS } from '../data/formats/table-rows.ts';
import { tuplesIn } from '../data/formats/tuple-table.ts';
import type { Samples } from '../data/read-samples.ts';
import { tokenRows } from '../data/tokens.ts';
import { NearfarError, UsageError } from '../errors.ts';
import { type NdArray, takeRows } from '../nd-array.ts';
import type { TextInput } from '../networks/network.ts';

/** Pairs of samples, as a table lists them. */
export interface ListedPairs {
  /** Each sample once. */
  readonly samples: NdArray<Uint8Array | Float32Array>;
  /** What the table calls each sample. */
  readonly ids: readonly string[];
  /** The samples of each pair. */
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** Whether each pair is of one class; absent where the table does not say. */
  readonly same?: readonly boolean[];
}

/** How the samples of a table of pairs are found. */
export interface PairsHow {
  /** One sample's shape. */
  readonly shape: readonly number[];
  readonly fit?: Fit | undefined;
  /** How texts become samples, where the table has these itself. */
  readonly text?: TextInput | undefined;
  /** Samples that the table names by their ids; without them it names images by their paths, from its own folder on. */
  readonly among?: Samples | undefined;
  /** Whether the table must say which pairs are of one class. */
  readonly answered: boolean;
}

/**
 * Reads a table (CSV, TSV, JSONL, Parquet) with the columns `a`, `b` and `same` (1 or 0, true or false).
 *
 * @throws UsageError where a column is missing; NearfarError that names the row
 */
export async function readListedPairs(path: string, how: PairsHow): Promise<ListedPairs> {
  if (!existsSync(path) || !TABLE_EXTENSIONS.includes(extname(path).toLowerCase())) {
    const got = existsSync(path) ? `a ${extname(path) || 'nameless'} file` : 'nothing there';
    throw new UsageError({ who: path, expected: `a table of pairs (${TABLE_EXTENSIONS.join(', ')})`, got });
  }
  const table = await readRows(path);
  const { columns } = table;
  const wanted = how.answered ? ['a', 'b', 'same'] : ['a', 'b'];
  const missing = wanted.find(name => findColumn(columns, [name]) === undefined);
  if (missing !== undefined) {
    const expected = `columns a and b, with a sample each${how.answered ? ', and same, 1 or 0' : ''}`;
    throw new UsageError({ who: path, expected, got: `no "${missing}" among ${columns.join(', ')}` });
  }
  const { names, same, placeOf } = tuplesIn(path, table, 'pairs');
  const ids = [...new Set([...names.map(([a]) => a!), ...names.map(([, b]) => b!)])];
  const numberOf = new Map(ids.map((id, i) => [id, i]));
  const rowOf = (id: string) => placeOf(names.findIndex(pair => pair.includes(id)));
  const side = (of: 0 | 1) => Int32Array.from(names, pair => numberOf.get(pair[of]!)!);
  return {
    samples: how.among ? samplesAmong(how.among, ids, rowOf) : await ownSamples(path, ids, how, rowOf),
    ids,
    left: side(0),
    right: side(1),
    ...(same && { same }),
  };
}

type RowOf = (id: string) => string;

function samplesAmong({ samples, ids: known }: Samples, ids: readonly string[], rowOf: RowOf): ListedPairs['samples'] {
  const placeOf = new Map(known.map((id, i) => [id, i]));
  const stray = ids.find(id => !placeOf.has(id));
  if (stray === undefined)
    return takeRows(
      samples,
      ids.map(id => placeOf.get(id)!),
    );
  const expected = `the id of a sample, such as "${known[0]}"`;
  throw new NearfarError({ who: rowOf(stray), expected, got: `"${stray}"` });
}

/** Images by their paths, or texts. */
async function ownSamples(
  path: string,
  ids: readonly string[],
  how: PairsHow,
  rowOf: RowOf,
): Promise<ListedPairs['samples']> {
  const { shape, fit, text } = how;
  if (text) return tokenRows(ids, text, shape[0]).samples;
  if (shape.length !== 3) {
    const expected = 'samples that its rows name, since the run was not trained on images';
    throw new UsageError({ who: path, expected, got: 'none', fix: 'Name their table or array with --samples' });
  }
  const images = ids.map(id => ({ path: join(dirname(path), id) }));
  const { samples, skipped } = await collect(
    {
      name: path,
      format: 'pairs of images',
      entries: ids.map(id => ({ id })),
      content: { kind: 'images', images },
      skipped: [],
      notes: [],
    },
    { fit, like: { shape } },
  );
  const [bad] = skipped;
  if (!bad) return samples;
  throw new NearfarError({ who: rowOf(bad.id), expected: 'the path of an image', got: `"${bad.id}" (${bad.reason})` });
}
