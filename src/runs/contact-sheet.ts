import sharp from 'sharp';
import { counted } from '../counted.ts';
import type { Dataset } from '../data/dataset.ts';
import type { Inspected } from '../data/inspection.ts';
import { UsageError } from '../errors.ts';
import { writeWhole } from '../files.ts';
import { takeRows } from '../nd-array.ts';
import { imageGrid } from '../report/index.ts';
import { augmentBatch, leftOut } from '../training/augment.ts';
import type { Augment } from '../training/augment-options.ts';
import { parseConfig } from '../training/config.ts';
import type { RunOptions } from '../training/train-options.ts';

/** How a contact sheet is drawn. */
export interface ContactSheetOptions {
  /** Draws a few samples, each as it is and then as it may be in training. @default none: many samples as they are */
  readonly augment?: RunOptions['augment'] | undefined;
}

/** Images side by side. */
const COLUMNS = 10;
/** Samples that are drawn augmented. */
const ROWS = 8;

/**
 * Draws some samples of each class, as a network sees them, with their class below, into a PNG file. The result says what of
 * `augment` does not fit the samples and is left out, a sentence each.
 *
 * @throws UsageError for samples that are no images, for a file of another ending, and as `train` does for `augment`
 */
export async function contactSheet(
  { name, shown, samples }: Inspected,
  out: string,
  { augment }: ContactSheetOptions = {},
): Promise<readonly string[]> {
  if (!out.toLowerCase().endsWith('.png')) {
    throw new UsageError({ who: '--out', expected: 'a file that ends in .png', got: `"${out}"` });
  }
  if (shown.samples.shape.length !== 4) {
    const got = `samples of shape [${shown.samples.shape.slice(1).join(', ')}]`;
    throw new UsageError({ who: '--out', expected: 'images to draw', got, fix: 'Leave it out' });
  }
  const chosen = parseConfig({ augment }).augment;
  const unfit = leftOut(shown, chosen);
  const { images, labels, subtitle } = chosen === undefined ? asTheyAre(shown, samples) : augmented(shown, chosen);
  const captions = Array.from(labels, label => shown.classNames[label]!);
  const svg = await imageGrid({ title: name, subtitle, images, captions, columns: COLUMNS });
  writeWhole(out, await sharp(Buffer.from(svg), { density: 144 }).png().toBuffer());
  return unfit === undefined ? [] : [unfit];
}

/** What is drawn. */
interface Drawn {
  readonly images: Dataset['samples'];
  readonly labels: Int32Array;
  readonly subtitle: string;
}

const asTheyAre = ({ samples: images, labels }: Dataset, all: number): Drawn => ({
  ...{ images, labels },
  subtitle: `${labels.length} of ${counted(all, 'sample')}, as a network sees them`,
});

/** A few samples of as many classes as there are, a row each: the sample, and how it may come in training. */
function augmented(shown: Dataset, augment: Augment): Drawn {
  const rows = fewOf(shown.labels).flatMap(row => Array.from({ length: COLUMNS }, () => row));
  const [images, originals] = [takeRows(shown.samples, rows), takeRows(shown.samples, rows)];
  const labels = Int32Array.from(rows, row => shown.labels[row]!);
  augmentBatch(images.data, labels, { samples: images }, augment, { seed: 0, epoch: 0, step: 0 });
  const size = images.data.length / rows.length;
  for (let start = 0; start < images.data.length; start += size * COLUMNS) {
    images.data.set(originals.data.subarray(start, start + size), start);
  }
  return { images, labels, subtitle: 'Samples as they are on the left, and beside them as they may come in training' };
}

/** The first sample of each class, then the second of each, until there are enough; in their order. */
function fewOf(labels: Int32Array): number[] {
  const before = new Map<number, number>();
  const ranked = Array.from(labels, (label, row) => {
    const rank = before.get(label) ?? 0;
    before.set(label, rank + 1);
    return { row, rank };
  });
  ranked.sort((a, b) => a.rank - b.rank || a.row - b.row);
  return ranked
    .slice(0, ROWS)
    .map(({ row }) => row)
    .sort((a, b) => a - b);
}
