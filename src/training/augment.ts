import { z } from 'zod';
import type { Dataset } from '../data/dataset.ts';
import { type JitterOptions, jitter } from '../data/transforms/jitter.ts';
import { quarterTurns } from '../data/transforms/quarter-turns.ts';
import { UsageError } from '../errors.ts';
import { Random } from '../random.ts';

/** How training samples are made more of. */
export interface AugmentOptions {
  /** Whether images turned by 90°, 180° and 270° become classes of their own. @default false */
  readonly quarterTurns?: boolean | undefined;
  /** How far images are moved at random, anew in every batch. @default not at all */
  readonly jitter?: JitterOptions | undefined;
  /** How far all images of a class are moved alike, so that it is another class in every batch: for methods that compare within a batch. @default not at all */
  readonly classJitter?: JitterOptions | undefined;
}

export const jitterSchema = z.strictObject({
  rotation: z.number().min(0).max(180).default(0),
  shear: z.number().min(0).max(2).default(0),
  scale: z.number().min(0).max(2).default(0),
  shift: z.number().min(0).max(0.5).default(0),
  bend: z.number().min(0).max(0.5).default(0),
  mirror: z.boolean().default(false),
});

/** Checks `AugmentOptions` and fills in the defaults. */
export const augmentSchema = z.strictObject({
  quarterTurns: z.boolean().default(false),
  jitter: jitterSchema.optional(),
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
