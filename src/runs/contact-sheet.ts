import sharp from 'sharp';
import { counted } from '../counted.ts';
import type { Inspected } from '../data/inspection.ts';
import { UsageError } from '../errors.ts';
import { writeWhole } from '../files.ts';
import { imageGrid } from '../report/index.ts';

/**
 * Draws some samples of each class, as a network sees them, with their class below, into a PNG file.
 *
 * @throws UsageError for samples that are no images, and for a file of another ending
 */
export async function contactSheet({ name, shown, samples }: Inspected, out: string): Promise<void> {
  if (!out.toLowerCase().endsWith('.png')) {
    throw new UsageError({ who: '--out', expected: 'a file that ends in .png', got: `"${out}"` });
  }
  const { samples: images, labels, classNames } = shown;
  if (images.shape.length !== 4) {
    const got = `samples of shape [${images.shape.slice(1).join(', ')}]`;
    throw new UsageError({ who: '--out', expected: 'images to draw', got, fix: 'Leave it out' });
  }
  const svg = await imageGrid({
    title: name,
    subtitle: `${labels.length} of ${counted(samples, 'sample')}, as a network sees them`,
    images,
    captions: Array.from(labels, label => classNames[label]!),
  });
  writeWhole(out, await sharp(Buffer.from(svg), { density: 144 }).png().toBuffer());
}
