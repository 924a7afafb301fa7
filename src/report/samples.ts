import { NearfarError } from '../errors.ts';
import { countOf, sizeOf } from '../nd-array.ts';
import { equallyLong, someOf } from './checks.ts';
import type { Images } from './raster.ts';

/** Images with their classes; a `Dataset` of images is one. */
export interface LabelledImages {
  /** [n, 1 or 3, height, width], `uint8` 0…255 or float 0…1. */
  readonly samples: Images;
  readonly labels: ArrayLike<number>;
}

/** Images come as [n, 1 or 3, height, width], at least one. */
export function imagesOf(who: string, what: string, images: Images): void {
  const { shape } = images;
  const count = countOf(images);
  if (shape.length !== 4 || (shape[1] !== 1 && shape[1] !== 3) || sizeOf(shape) !== count) {
    throw new NearfarError({
      who,
      expected: `${what} [n, 1 or 3, height, width]`,
      got: `shape [${shape.join(', ')}] with ${count} numbers`,
    });
  }
  someOf(who, `image in ${what}`, shape[0]!);
}

/** At least one image, and a label for each. */
export function labelledImagesOf(who: string, what: string, { samples, labels }: LabelledImages): void {
  imagesOf(who, `${what}.samples`, samples);
  equallyLong(who, `numbers in ${what}.labels, one an image`, samples.shape[0]!, labels.length);
}

/** Rows must be there: indices from 0 to n − 1. */
export function rowsOf(who: string, what: string, n: number, rows: ArrayLike<number>): void {
  const stray = Array.from(rows).find(row => !Number.isInteger(row) || row < 0 || row >= n);
  if (stray === undefined) return;
  throw new NearfarError({ who, expected: `${what} to be rows from 0 to ${n - 1}`, got: `${stray}` });
}

/** What to call a class: its name, or its number where there are no names. */
export const className = (label: number, classNames: readonly string[] | undefined): string =>
  classNames?.[label] ?? String(label);

/** A distance for people: three digits, with a real minus sign. */
export const written = (distance: number): string =>
  (Math.abs(distance) < 1000 ? distance.toPrecision(3) : distance.toFixed(0)).replace('-', '−');
