import type { Dataset } from '../data/dataset.ts';
import { jitter } from '../data/transforms/jitter.ts';
import { quarterTurns } from '../data/transforms/quarter-turns.ts';
import { type TransformName, transformEach, transformNames, transforms } from '../data/transforms/transforms.ts';
import { UsageError } from '../errors.ts';
import type { Shape } from '../graph/tensor.ts';
import { Random } from '../random.ts';
import { type Augment, choiceOf, isPreset, namesOf } from './augment-options.ts';

/** A training set with the classes that augmentation adds. */
export const withMoreClasses = (train: Dataset, augment: Augment | undefined): Dataset =>
  augment && choiceOf(augment).quarterTurns ? quarterTurns(train) : train;

/** Changes a batch's samples in place, depending on nothing but the seed and the batch's place in the run. */
export function augmentBatch(
  samples: Uint8Array | Float32Array,
  labels: Int32Array,
  { samples: { shape } }: Pick<Dataset, 'samples'>,
  augment: Augment | undefined,
  { seed, epoch, step }: { readonly seed: number; readonly epoch: number; readonly step: number },
): void {
  const fitting = augment === undefined ? [] : varyingOf(augment).filter(name => lackOf(name, shape) === undefined);
  if (augment === undefined || fitting.length === 0) return;
  const [, channels, height, width] = shape;
  const image = [channels!, height!, width!] as const;
  const choice = choiceOf(augment);
  const { jitter: images, classJitter: classes } = choice;
  const random = new Random(seed);
  if (images ?? classes) jitter(samples, labels, image, { images, classes }, random.fork(`jitter ${epoch} ${step}`));
  const strengths = Object.fromEntries(fitting.map(name => [name, choice[name as TransformName]]));
  transformEach(samples, image, strengths, row => random.fork(`augment ${epoch} ${step} ${row}`));
}

type Varying = TransformName | 'jitter' | 'classJitter';

/** What changes samples anew in every batch, by name. */
function varyingOf(augment: Augment): readonly Varying[] {
  const choice = choiceOf(augment);
  return (['jitter', 'classJitter', ...transformNames] as const).filter(name => choice[name] !== undefined);
}

/** Whether a sample comes otherwise each time. */
export const isVarying = (augment: Augment | undefined): boolean =>
  augment !== undefined && varyingOf(augment).some(name => name !== 'classJitter');

/** Whether samples stay as they are from batch to batch. */
export const leavesSamples = (augment: Augment | undefined): boolean =>
  augment === undefined || varyingOf(augment).length === 0;

/** What samples would have to be for a transform; undefined where they are it. */
function lackOf(name: Varying, [, channels, ...sides]: Shape): string | undefined {
  if (sides.length !== 2) return 'images';
  const needsColor = name in transforms && 'needsColor' in transforms[name as TransformName];
  return needsColor && channels !== 3 ? 'images of three channels' : undefined;
}

/**
 * What of a preset does not fit a data set and is left out, a sentence; undefined where all fits.
 *
 * @throws UsageError where nothing of a preset fits, or something does not that was asked for by its own name
 */
export function leftOut({ name: data, samples }: Dataset, augment: Augment | undefined): string | undefined {
  if (augment === undefined) return undefined;
  const shape = `samples of shape [${samples.shape.slice(1).join(', ')}]`;
  const all = varyingOf(augment);
  const unfit = all.filter(name => lackOf(name, samples.shape) !== undefined);
  const asked = unfit.find(name => !isPreset(augment, name));
  const refused = asked ?? (unfit.length === all.length ? unfit[0] : undefined);
  if (refused !== undefined) {
    throw new UsageError({
      who: `augment.${asked ?? namesOf(augment).join()}`,
      expected: `${data} to have ${lackOf(refused, samples.shape)}`,
      got: shape,
      fix: 'Leave it out',
    });
  }
  if (unfit.length === 0) return undefined;
  const are = unfit.length === 1 ? 'is' : 'are';
  return `${unfit.join(' and ')} of --augment ${namesOf(augment).join()} ${are} left out, since ${data} has ${shape}.`;
}
