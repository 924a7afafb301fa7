import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { UsageError } from '../errors.ts';
import { bytesOf, rowBlocks } from '../nd-array.ts';
import { collect } from './collection.ts';
import type { DatasetParts, GivenDataset } from './dataset.ts';
import { listPath } from './formats/list-path.ts';
import type { ListedTuples, Listing, Part } from './formats/listing.ts';
import { absolute } from './formats/pattern.ts';
import { readDataset } from './given-parts.ts';
import type { OwnOptions } from './own-options.ts';
import type { Reading } from './reading.ts';
import { tupleParts } from './tuple-parts.ts';
import { tupleCount } from './tuples.ts';

/** Pairs or triplets of samples in memory. */
export interface GivenTuples {
  /** Default `data`. */
  readonly name?: string;
  /** As `fromArrays` takes them. */
  readonly samples: GivenDataset['samples'];
  /** The places of both samples, from 0, and whether they are of one class. */
  readonly pairs?: readonly (readonly [left: number, right: number, same: boolean | number])[];
  /** The places of anchor, positive and negative, from 0. */
  readonly triplets?: readonly (readonly [anchor: number, positive: number, negative: number])[];
  /** The part of each pair or triplet. @default a fifth is tested on */
  readonly parts?: readonly Part[];
  /** The fold of each pair: the last is tested on. */
  readonly folds?: readonly number[];
}

/**
 * Pairs or triplets to train on and to be judged by: a table `a,b,same` or `anchor,positive,negative` of paths or ids (.csv, .tsv,
 * .jsonl, .parquet), a list in the format of LFW's `pairs.txt`, or such in memory. `samples` names what ids are of, or the folder of
 * the images.
 *
 * @throws UsageError for what is no list; NearfarError that names the row of a sample that is not there
 */
export async function fromPairs(given: string | GivenTuples, options: OwnOptions = {}): Promise<DatasetParts> {
  if (typeof given !== 'string') {
    const { reading: _, ...parts } = await partsOfListing(listGiven(given), options, '');
    return parts;
  }
  const { tuples, ...listing } = await listPath(absolute(given), options);
  if (tuples) return partsOfListing({ ...listing, tuples }, options, realpathSync(given));
  const expected = 'columns a, b and same, or anchor, positive and negative, or a list like the pairs.txt of LFW';
  throw new UsageError({ who: given, expected, got: listing.format });
}

/** Reads and divides what a list of pairs or triplets names. */
export async function partsOfListing(
  listing: Listing & Required<Pick<Listing, 'tuples'>>,
  options: OwnOptions,
  path: string,
): Promise<DatasetParts> {
  const collection = await collect(listing, options, options.onRead);
  const { list, parts, isGiven, notes, whole, ...datasets } = tupleParts(listing, collection, options.validation);
  const { samples } = collection;
  const hash = createHash('sha256').update(parts.join());
  for (const rows of rowBlocks(samples)) hash.update(bytesOf(rows));
  for (const column of [...list.rows, ...(list.same ? [list.same] : [])]) hash.update(bytesOf(column));
  const reading: Reading = {
    path,
    format: collection.format,
    samples: collection.entries.length,
    classes: 0,
    list: { kind: list.kind, count: tupleCount(list) },
    shape: samples.shape.slice(1),
    ...(collection.columns && { columns: collection.columns }),
    fingerprint: hash.digest('hex'),
    skipped: collection.skipped,
    notes: [...collection.notes, ...notes],
  };
  const { train, validation, test } = datasets;
  return { train, ...(validation && { validation }), test, reading, ...((!isGiven || list.folds) && { whole }) };
}

function listGiven(given: GivenTuples): Listing & Required<Pick<Listing, 'tuples'>> {
  const who = 'datasets.fromPairs';
  const { name = 'data', samples: array, pairs, triplets, parts, folds } = given;
  const tuples: readonly (readonly (number | boolean)[])[] | undefined = pairs ?? triplets;
  if (!tuples || (pairs && triplets)) {
    throw new UsageError({ who, expected: 'either pairs or triplets', got: tuples ? 'both' : 'neither' });
  }
  const { length: n } = Array.isArray(array)
    ? array
    : { length: (array as { shape: readonly number[] }).shape?.[0] ?? 0 };
  const { samples } = readDataset({ name, samples: array, labels: new Int32Array(n) }, who);
  const kind = pairs ? 'pairs' : 'triplets';
  for (const [option, values] of Object.entries({ parts, folds })) {
    if (values === undefined || values.length === tuples.length) continue;
    const expected = `${tuples.length} ${option}, one for each of the ${kind}`;
    throw new UsageError({ who, expected, got: String(values.length) });
  }
  const rows = Array.from({ length: pairs ? 2 : 3 }, (_, side) =>
    Int32Array.from(tuples, (tuple, i) => placeIn(tuple[side], n, `${who}, ${kind}[${i}]`)),
  );
  const list: ListedTuples['list'] = {
    kind,
    rows,
    ...(pairs && { same: Uint8Array.from(pairs, ([, , same]) => Number(Boolean(same))) }),
    ...(folds && { folds: Int32Array.from(folds) }),
  };
  return {
    name,
    format: `a list of ${kind}`,
    entries: Array.from({ length: n }, (_, i) => ({ id: String(i) })),
    content: { kind: 'numbers', samples },
    skipped: [],
    notes: [],
    tuples: { list, ...(parts && { parts }) },
  };
}

function placeIn(place: unknown, n: number, who: string): number {
  if (Number.isInteger(place) && (place as number) >= 0 && (place as number) < n) return place as number;
  throw new UsageError({ who, expected: `places of samples from 0 to ${n - 1}`, got: String(place) });
}
