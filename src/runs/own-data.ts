import { existsSync } from 'node:fs';
import { z } from 'zod';
import { counted } from '../counted.ts';
import { toCsv } from '../csv.ts';
import type { Taken } from '../data/formats/listing.ts';
import { expand, isPattern } from '../data/formats/pattern.ts';
import { isOwnPath } from '../data/load.ts';
import type { Reading } from '../data/reading.ts';
import { NearfarError, UsageError } from '../errors.ts';
import { writeWhole } from '../files.ts';
import type { TrainConfig } from '../training/config.ts';
import type { TrainEvent } from '../training/events.ts';
import type { PreparedData } from '../training/prepare.ts';
import type { RunFolder } from './run-folder.ts';

const columnSchema = z.discriminatedUnion('kind', [
  z.object({ name: z.string(), kind: z.literal('number') }),
  z.object({ name: z.string(), kind: z.literal('category'), values: z.array(z.string()) }),
  z.object({ name: z.string(), kind: z.literal('text') }),
]);

/** What `config.json` holds of a run's own data, under `filledIn.data`. */
const storedSchema = z.looseObject({
  format: z.string(),
  samples: z.int(),
  classes: z.int(),
  list: z.object({ kind: z.enum(['pairs', 'triplets']), count: z.int() }).optional(),
  shape: z.array(z.int()),
  columns: z.array(columnSchema).optional(),
  fingerprint: z.string(),
});

/** How data of one's own were read, and which classes were held out, as it goes into `config.json`. */
export function ofData({ unseenClasses }: TrainConfig, { reading, heldOut }: PreparedData): object {
  const { skipped, notes: _, ...data } = reading ?? {};
  return {
    ...(heldOut.length > 0 && unseenClasses.length === 0 && { unseenClasses: heldOut }),
    ...(reading && { data: { ...data, skipped: skipped!.length } }),
  };
}

/** How the run's data were read; undefined of data by name. */
function storedReading(folder: RunFolder): z.infer<typeof storedSchema> | undefined {
  const read = storedSchema.safeParse(folder.filledIn['data']);
  return read.success ? read.data : undefined;
}

/** What the run's network takes of data of one's own: the columns of its table, if it was trained on one. */
export const takenBy = (folder: RunFolder, shape: readonly number[]): Taken => ({
  shape,
  columns: storedReading(folder)?.columns,
  text: folder.text,
  label: folder.config.label,
  group: folder.config.group,
});

/** Samples that were skipped are listed in the run's folder. */
export function tellSkipped(
  folder: RunFolder,
  { skipped, notes }: Reading,
  onEvent: (event: TrainEvent) => void,
): void {
  for (const text of notes) onEvent({ type: 'warning', text });
  const [first] = skipped;
  if (!first) return;
  const path = folder.file('skipped.csv');
  writeWhole(path, toCsv([['file', 'reason'], ...skipped.map(({ id, reason }) => [id, reason])]));
  const count = counted(skipped.length, 'file was', 'files were');
  onEvent({ type: 'warning', text: `${count} skipped (${first.id}: ${first.reason}); ${path} lists them.` });
}

/** @throws NearfarError where a run would go on with other data than it began with */
export function requireSameData(folder: RunFolder, reading: Reading | undefined): void {
  const change = changeOf(folder, reading);
  if (change === undefined) return;
  throw new NearfarError({
    who: '--resume',
    expected: 'the data that the run began with',
    got: change,
    fix: 'Put them back as they were, or begin a new run',
  });
}

/** What is different in the data since the run was trained, in words. */
export function changeOf(folder: RunFolder, reading: Reading | undefined): string | undefined {
  const before = storedReading(folder);
  if (!before || !reading || before.fingerprint === reading.fingerprint) return undefined;
  const counts = ({ samples, classes, list }: Pick<Reading, 'samples' | 'classes' | 'list'>) =>
    list
      ? `${list.count} ${list.kind} of ${counted(samples, 'sample')}`
      : `${counted(samples, 'sample')} in ${counted(classes, 'class', 'classes')}`;
  const [now, then] = [counts(reading), counts(before)];
  return now === then ? `others of the same number (${now})` : `${now}, where there were ${then}`;
}

/** Whether data are those that the run was trained on, wherever they lie. */
export const areOwn = (folder: RunFolder, reading: Reading | undefined): boolean =>
  reading !== undefined && storedReading(folder)?.fingerprint === reading.fingerprint;

/** @throws UsageError where the data of a run are no longer where they were */
export function requireData({ dataset }: Pick<TrainConfig, 'dataset'>): void {
  if (typeof dataset !== 'string' || !isOwnPath(dataset) || existsSync(dataset)) return;
  if (isPattern(dataset)) return void expand(dataset);
  throw new UsageError({
    who: dataset,
    expected: 'the data that the run was trained on',
    got: 'nothing there',
    fix: 'Put them back, or say where they are now by --dataset PATH',
  });
}
