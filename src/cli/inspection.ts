import type { datasets } from '../index.ts';

/** Characters of the longest bar. */
const BAR = 30;
/** Classes, and other things, that are listed one by one. */
const CLASSES = 40;
const LISTED = 8;

/** What is understood of data of one's own, for people: facts, a bar a class, what was skipped. */
export function inspectionText(found: datasets.Inspection): string {
  const { name, format, skipped, duplicates, notes } = found;
  const blocks = [
    [`${name}: ${format}`, ...facts(found).map(([key, value]) => `  ${key.padEnd(10)}  ${value}`)],
    bars(found.classes),
    columns(found),
    listed(
      `Skipped (${skipped.length})`,
      skipped.map(({ id, reason }) => `${id}: ${reason}`),
    ),
    listed(
      `The same in two parts (${duplicates.length})`,
      duplicates.map(({ id, of, parts }) => `${id} (${parts[0]}) and ${of} (${parts[1]})`),
    ),
    notes.map(note => `Note: ${note}`),
  ];
  return blocks.flatMap(block => (block.length > 0 ? [block.join('\n')] : [])).join('\n\n');
}

function facts({
  samples,
  shape,
  sizes,
  list,
  parts,
  partsGiven,
  heldOut,
  groups,
}: datasets.Inspection): [string, string][] {
  const each = (counts: Readonly<Record<string, number>>) => {
    const all = Object.entries(counts);
    const some = all.slice(0, LISTED).map(([key, count]) => `${key} (${count})`);
    return `${some.join(', ')}${all.length > LISTED ? `, … (${all.length} in all)` : ''}`;
  };
  const unseen = heldOut > 0 ? `; ${heldOut} classes held out as unseen` : '';
  return [
    ['samples', `${samples} of shape [${shape.join(', ')}]`],
    ...(sizes ? [['sizes', `${each(sizes)}${lookedAt(sizes, samples)}`] as [string, string]] : []),
    ...(list
      ? [
          [list.kind, `${list.count}${list.same === undefined ? '' : `, ${list.same} of one class`}`] as [
            string,
            string,
          ],
        ]
      : []),
    ['parts', `${each(parts)}${partsGiven ? ', as the data say' : list ? '' : ', divided by class'}${unseen}`],
    ...(groups === undefined ? [] : [['groups', `${groups}, each in one part`] as [string, string]]),
  ];
}

/** Of very many images only some are looked at for their size. */
function lookedAt(sizes: Readonly<Record<string, number>>, samples: number): string {
  const count = Object.values(sizes).reduce((sum, each) => sum + each, 0);
  return count < samples ? `, of ${count} looked at` : '';
}

function bars(classes: Readonly<Record<string, number>>): string[] {
  const all = Object.entries(classes);
  if (all.length === 0) return [];
  const most = Math.max(...all.map(([, count]) => count));
  const width = Math.min(30, Math.max(...all.map(([name]) => name.length)));
  const bar = (count: number) => '█'.repeat(Math.max(1, Math.round((BAR * count) / most)));
  const lines = all
    .slice(0, CLASSES)
    .map(([name, count]) => `  ${name.slice(0, width).padEnd(width)}  ${bar(count)} ${count}`);
  return [`Classes (${all.length})`, ...lines, ...(all.length > CLASSES ? ['  …'] : [])];
}

const columns = ({ columns: all = [] }: datasets.Inspection): string[] =>
  listed(
    `Columns (${all.length})`,
    all.map(column => `${column.name}: ${kindOf(column)}`),
    CLASSES,
  );

const kindOf = (column: NonNullable<datasets.Inspection['columns']>[number]): string =>
  column.kind === 'category' ? `${column.values.length} categories` : `${column.kind}s`;

const listed = (heading: string, all: readonly string[], most = LISTED): string[] =>
  all.length === 0
    ? []
    : [
        heading,
        ...all.slice(0, most).map(line => `  ${line}`),
        ...(all.length > most ? [`  … (${all.length} in all)`] : []),
      ];
