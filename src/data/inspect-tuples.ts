import { occurrences } from '../occurrences.ts';
import { collect } from './collection.ts';
import type { Dataset } from './dataset.ts';
import type { Listing } from './formats/listing.ts';
import type { Inspected } from './inspection.ts';
import type { OwnOptions } from './own-options.ts';
import { subset } from './splits.ts';
import { tupleParts } from './tuple-parts.ts';
import { tupleCount } from './tuples.ts';

/** Pairs or triplets to show. */
const SHOWN = 20;

/** What is understood of a list of pairs or triplets. */
export async function inspectTuples(
  listing: Listing & Required<Pick<Listing, 'tuples'>>,
  options: OwnOptions,
): Promise<Inspected> {
  const collection = await collect(listing, options, options.onRead);
  const { list, parts, isGiven, notes, whole } = tupleParts(listing, collection, options.validation);
  const { name, format, samples, entries, columns, sizes, skipped } = collection;
  const same = list.same?.reduce((sum, each) => sum + each, 0);
  return {
    name,
    format,
    samples: entries.length,
    shape: samples.shape.slice(1),
    classes: {},
    list: { kind: list.kind, count: tupleCount(list), ...(same !== undefined && { same }) },
    parts: Object.fromEntries(occurrences(parts)),
    partsGiven: isGiven,
    heldOut: 0,
    ...(sizes && { sizes: Object.fromEntries(sizes) }),
    ...(columns && { columns }),
    skipped,
    notes: [...collection.notes, ...notes],
    duplicates: [],
    shown: firstOf(whole()),
  };
}

/** The samples of some pairs or triplets, side by side; each is named by what it is in them. */
function firstOf(dataset: Dataset): Dataset {
  const { rows, same } = dataset.list!;
  const all = [...rows[0]!.keys()];
  const alike = all.filter(i => same?.[i] === 1);
  const unlike = all.filter(i => same?.[i] !== 1);
  const chosen = alike.length === 0 ? unlike : all.flatMap(k => [alike[k], unlike[k]].filter(i => i !== undefined));
  chosen.splice(SHOWN);
  const classNames = same ? ['different', 'same'] : ['anchor', 'positive', 'negative'];
  const samples = subset(
    dataset,
    chosen.flatMap(i => rows.map(column => column[i]!)),
  );
  const labels = Int32Array.from(chosen.flatMap(i => rows.map((_, side) => (same ? same[i]! : side))));
  return { ...samples, labels, classNames };
}
