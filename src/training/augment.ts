import { z } from 'zod';
import type { Dataset } from '../data/dataset.ts';
import { jitter } from '../data/transforms/jitter.ts';
import { quarterTurns } from '../data/transforms/quarter-turns.ts';
import { UsageError } from '../errors.ts';
import { Random } from '../random.ts';

export const jitterSchema = z.strictObject({
  rotation: z.number().min(0).max(180).default(0),
  shear: z.number().min(0).max(2).default(0),
  scale: z.number().min(0).max(2).default(0),
  shift: z.number().min(0).max(0.5).default(0),
  bend: z.number().min(0).max(0.5).default(0),
  mirror: z.boolean().default(false),
});

/** How training samples are made more of. */
export const augmentSchema = z.strictObject({
  /** Images turned by 90°, 180° and 270° are classes of their own. */
  quarterTurns: z.boolean().default(false),
  /** Images are moved at random, anew in every batch. */
  jitter: jitterSchema.optional(),
  /** All images of a class alike are, so that it is another class in every batch: for methods that compare within one. */
  classJitter: jitterSchema.optional(),
});

export type Augment = z.output<typeof augmentSchema>;

const isJittered = (augment: Augment): boolean => (augment.jitter ?? augment.classJitter) !== undefined;

/** A training set with the classes that augmentation adds. */
export const withMoreClasses = (train: Dataset, augment: Augment | undefined): Dataset =>
  augment?.quarterTurns ? quarterTurns(train) : train;

/** Changes a batch's samples in place, depending on nothing but the seed and the batch's place in the run. */
export function augmentBatch(
  samples: Uint8Array | Float32Array,
  labels: Int32Array,
  { samples: { shape } }: Pick<Dataset, 'samples'>,
  augment: Augment | undefined,
  { seed, epoch, step }: { readonly seed: number; readonly epoch: number; readonly step: number },
): void {
  if (!augment || !isJittered(augment)) return;
  const [, channels, height, width] = shape;
  const { jitter: images, classJitter: classes } = augment;
  jitter(
    samples,
    labels,
    [channels!, height!, width!],
    { images, classes },
    new Random(seed).fork(`jitter ${epoch} ${step}`),
  );
}

/** @throws UsageError where samples that are no images are to be jittered */
export function requireAugmentable({ name, samples: { shape } }: Dataset, augment: Augment | undefined): void {
  if (!augment || !isJittered(augment) || shape.length === 4) return;
  throw new UsageError({
    who: 'augment.jitter',
    expected: `${name} to have images`,
    got: `samples of shape [${shape.slice(1).join(', ')}]`,
    fix: 'Leave it out',
  });
}
