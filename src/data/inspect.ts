import { createHash } from 'node:crypto';
import { bytesOf, rowBlocks, sizeOf, takeRows } from '../nd-array.ts';
import { type Collection, datasetOfCollection } from './collection.ts';
import type { Dataset } from './dataset.ts';
import { divide } from './divide.ts';
import { listPath } from './formats/list-path.ts';
import type { Part } from './formats/listing.ts';
import { absolute } from './formats/pattern.ts';
import { inspectTuples } from './inspect-tuples.ts';
import type { Inspected, Inspection } from './inspection.ts';
import { collectOwn, heldOutPart } from './own.ts';
import type { OwnOptions } from './own-options.ts';

/** Samples of a class to show, and classes. */
const SHOWN = { samples: 10, classes: 20 };

/**
 * Reads data of one's own as `train` would, and says what was understood.
 *
 * @throws UsageError as `load` does
 */
export async function inspect(path: string, options: OwnOptions = {}): Promise<Inspected> {
  const listing = await listPath(absolute(path), options);
  if (listing.tuples) return inspectTuples({ ...listing, tuples: listing.tuples }, options);
  const collection = await collectOwn(path, listing, options);
  const dataset = datasetOfCollection(collection);
  const { parts, isGiven, notes, train } = divide(dataset, collection.entries, options.validation);
  const { name, format, samples, entries, columns, sizes, skipped } = collection;
  const groups = new Set(entries.flatMap(({ group }) => group ?? []));
  const count = (of: readonly (string | undefined)[]) => {
    const counts: Record<string, number> = {};
    for (const each of of) if (each !== undefined) counts[each] = (counts[each] ?? 0) + 1;
    return counts;
  };
  const perClass = count(entries.map(({ label }) => label));
  return {
    name,
    format,
    samples: entries.length,
    shape: samples.shape.slice(1),
    classes: Object.fromEntries(dataset.classNames.map(label => [label, perClass[label]!])),
    parts: count(parts),
    partsGiven: isGiven,
    heldOut: Math.round(heldOutPart(isGiven, train) * train.classNames.length),
    ...(groups.size > 0 && { groups: groups.size }),
    ...(sizes && { sizes: Object.fromEntries(sizes) }),
    ...(columns && { columns }),
    skipped,
    notes: [...collection.notes, ...notes],
    duplicates: duplicatesOf(collection, parts),
    shown: someOfEach(dataset),
  };
}

function duplicatesOf(
  { samples, entries }: Collection,
  parts: readonly (Part | undefined)[],
): Inspection['duplicates'] {
  const hashes = rowHashes(samples);
  const first = new Map<string, number>();
  return entries.flatMap(({ id }, i) => {
    const part = parts[i];
    if (part === undefined) return [];
    const hash = hashes[i]!;
    const other = first.get(hash);
    if (other === undefined) first.set(hash, i);
    if (other === undefined || parts[other] === part) return [];
    return [{ id, of: entries[other]!.id, parts: [part, parts[other]!] as const }];
  });
}

function rowHashes(samples: Dataset['samples']): string[] {
  const width = sizeOf(samples.shape.slice(1));
  const hashes: string[] = [];
  for (const rows of rowBlocks(samples)) {
    for (let start = 0; start < rows.length; start += width) {
      const row = bytesOf(rows.subarray(start, start + width));
      hashes.push(createHash('sha1').update(row).digest('base64'));
    }
  }
  return hashes;
}

function someOfEach(dataset: Dataset): Dataset {
  const counts = new Map<number, number>();
  const rows = [...dataset.labels.entries()].flatMap(([i, label]) => {
    const before = counts.get(label) ?? 0;
    counts.set(label, before + 1);
    return label < SHOWN.classes && before < SHOWN.samples ? [i] : [];
  });
  rows.sort((a, b) => dataset.labels[a]! - dataset.labels[b]! || a - b);
  return {
    ...dataset,
    samples: takeRows(dataset.samples, rows),
    labels: Int32Array.from(rows, i => dataset.labels[i]!),
  };
}
