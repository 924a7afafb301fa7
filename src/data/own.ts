import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { counted } from '../counted.ts';
import { UsageError } from '../errors.ts';
import { bytesOf, rowBlocks } from '../nd-array.ts';
import { occurrences } from '../occurrences.ts';
import { type Collection, collect, datasetOfCollection } from './collection.ts';
import type { Dataset, DatasetParts, GivenDataset } from './dataset.ts';
import { divide } from './divide.ts';
import { listArrays } from './formats/arrays.ts';
import { listFolder, noClasses } from './formats/folder.ts';
import { listPath } from './formats/list-path.ts';
import type { Listing } from './formats/listing.ts';
import { absolute, isPattern } from './formats/pattern.ts';
import { listTable } from './formats/table.ts';
import { partsOfListing } from './from-pairs.ts';
import { readDataset } from './given-parts.ts';
import type { OwnOptions } from './own-options.ts';
import type { Reading } from './reading.ts';

/** Where there are so many classes, a fifth of them is held out. */
const CLASSES_TO_HOLD_OUT = 10;
const HELD_OUT = 0.2;

/** The part of the classes of training to hold out, where the data do not say what is tested. */
export const heldOutPart = (isGiven: boolean, { classNames }: Dataset): number =>
  !isGiven && classNames.length >= CLASSES_TO_HOLD_OUT ? HELD_OUT : 0;

/** Samples with a class each, and the others as skipped. */
function labelled(listing: Listing, reason: string): Listing {
  const { entries, content } = listing;
  const kept = [...entries.keys()].filter(i => entries[i]!.label !== undefined);
  if (kept.length === entries.length || content.kind !== 'images') return listing;
  return {
    ...listing,
    entries: kept.map(i => entries[i]!),
    content: { kind: 'images', images: kept.map(i => content.images[i]!) },
    skipped: [...listing.skipped, ...entries.flatMap(({ id, label }) => (label === undefined ? [{ id, reason }] : []))],
  };
}

/** Reads labelled data of one's own into memory. @throws UsageError where they cannot be learned from */
export async function collectOwn(path: string, listing: Listing, options: OwnOptions): Promise<Collection> {
  const isFolder = listing.format.startsWith('a folder');
  const withClasses = labelled(listing, isFolder ? 'in no folder of a class' : 'no label');
  if (isFolder) requireFolders(path, listing, withClasses);
  const collection = await collect(withClasses, options, options.onRead);
  requireClasses(path, collection, isFolder);
  return collection;
}

function requireFolders(path: string, all: Listing, { entries }: Listing): void {
  if (entries.length > 0) return;
  const { length } = all.entries;
  if (length > 0) throw noClasses(path, `${counted(length, 'image')} in no folder`);
  const [strange] = all.skipped;
  throw noClasses(path, strange ? `no images (${strange.id}: ${strange.reason})` : 'an empty folder');
}

function requireClasses(path: string, { entries, skipped }: Collection, isFolder: boolean): void {
  const [kind, kinds] = isFolder ? ['image', 'images'] : ['sample', 'samples'];
  if (entries.length === 0) {
    const [first] = skipped;
    const got = `none${first ? ` (${first.id}: ${first.reason})` : ''}`;
    throw new UsageError({ who: path, expected: `${kinds} that can be read`, got });
  }
  const counts = occurrences(entries.map(({ label }) => label!));
  if (counts.size < 2) {
    const got = `one, "${[...counts.keys()][0]}"`;
    if (isFolder) throw noClasses(path, got);
    throw new UsageError({ who: path, expected: 'at least two classes', got });
  }
  if (Math.max(...counts.values()) > 1) return;
  throw new UsageError({
    who: path,
    expected: `several ${kinds} of a class, since distances are learned from what is alike`,
    got: `${counted(counts.size, 'class', 'classes')} with one ${kind} each`,
    fix: isFolder ? 'Put all images of a class into one folder' : 'Name another column by --label',
  });
}

/** Where data lie, links resolved. */
const placeOf = (path: string): string => (isPattern(path) ? absolute(path) : realpathSync(path));

/** Reads and divides what a listing names. */
async function partsOf(path: string, listing: Listing, options: OwnOptions): Promise<DatasetParts> {
  const place = placeOf(path);
  if (listing.tuples) return partsOfListing({ ...listing, tuples: listing.tuples }, options, place);
  return partsOfSamples(path, listing, options, place);
}

/** Reads and divides labelled samples. `place` is where they lie, if they lie somewhere. */
export async function partsOfSamples(
  path: string,
  listing: Listing,
  options: OwnOptions,
  place = path,
): Promise<DatasetParts> {
  const collection = await collectOwn(path, listing, options);
  const dataset = datasetOfCollection(collection);
  const { isGiven, notes, parts: _, ...parts } = divide(dataset, collection.entries, options.validation);
  const reading: Reading = {
    path: place,
    ...readingOf(collection, dataset),
    notes: [...collection.notes, ...notes],
  };
  const unseenFraction = heldOutPart(isGiven, parts.train);
  return { ...parts, reading, ...(unseenFraction > 0 && { unseenFraction }) };
}

function readingOf(
  { format, columns, skipped }: Collection,
  { samples, labels, classNames }: Dataset,
): Omit<Reading, 'path' | 'notes'> {
  const hash = createHash('sha256').update(classNames.join('\n'));
  hash.update(bytesOf(labels));
  for (const rows of rowBlocks(samples)) hash.update(bytesOf(rows));
  return {
    format,
    samples: labels.length,
    classes: classNames.length,
    shape: samples.shape.slice(1),
    ...(columns && { columns }),
    fingerprint: hash.digest('hex'),
    skipped,
  };
}

/**
 * Images in a folder with a folder a class, or in `train`, `val` and `test` of these. Without such parts a fifth of each class is
 * for testing.
 *
 * @throws UsageError that says what a folder should look like, where this one does not
 */
export const fromFolder = (path: string, options: OwnOptions = {}): Promise<DatasetParts> =>
  partsOf(path, listFolder(path), options);

/**
 * The rows of a table (.csv, .tsv, .jsonl or .parquet) with a column of classes: its images, or its columns as numbers.
 *
 * @throws UsageError that lists the columns, where the one with the classes is not found
 */
export const fromTable = async (path: string, options: OwnOptions = {}): Promise<DatasetParts> =>
  partsOf(path, await listTable(path, options), options);

/**
 * Arrays: samples and labels in memory, or the path of a .npz or .npy file. Without parts a fifth of each class is for testing.
 *
 * @throws UsageError that names the sample and what to do
 */
export async function fromArrays(given: GivenDataset | string, options: OwnOptions = {}): Promise<DatasetParts> {
  if (typeof given === 'string') return partsOf(given, listArrays(given, options), options);
  const dataset = readDataset(given, 'dataset');
  const entries = Array.from(dataset.labels, (label, i) => ({ id: String(i), label: dataset.classNames[label]! }));
  const { isGiven: _, notes: __, parts: ___, ...parts } = divide(dataset, entries, options.validation);
  const unseenFraction = heldOutPart(false, parts.train);
  return { ...parts, ...(unseenFraction > 0 && { unseenFraction }) };
}

/** What lies at a path as a data set in parts. */
export const fromPath = async (path: string, options: OwnOptions = {}): Promise<DatasetParts> =>
  partsOf(path, await listPath(absolute(path), options), options);
