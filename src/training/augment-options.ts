import { z } from 'zod';
import type { JitterOptions } from '../data/transforms/jitter.ts';
import { type TransformName, transformNames, transforms } from '../data/transforms/transforms.ts';
import { unknownName } from '../errors.ts';

/** How training samples are made more of. All is drawn anew in every batch. */
export interface AugmentOptions {
  /** Whether images turned by 90°, 180° and 270° become classes of their own. @default false */
  readonly quarterTurns?: boolean | undefined;
  /** How far images are moved. @default not at all */
  readonly jitter?: JitterOptions | undefined;
  /** How far all images of a class are moved alike, so that it is another class in every batch: for methods that compare within a batch. @default not at all */
  readonly classJitter?: JitterOptions | undefined;
  /** The part of the images that are mirrored left to right, 0 to 1. @default 0 */
  readonly flip?: number | undefined;
  /** The part of its area that is cut off an image at most, before the rest is stretched to its size, 0 to 0.9. @default 0 */
  readonly crop?: number | undefined;
  /** The greatest angle in degrees by which images are turned, either way, 0 to 180. @default 0 */
  readonly rotation?: number | undefined;
  /** The part of their side by which images are shifted at most, and stretched and leant as much, 0 to 0.5. @default 0 */
  readonly affine?: number | undefined;
  /** How far brightness, contrast and saturation of colour images change, and hue as a part of a quarter turn, 0 to 1. @default 0 */
  readonly color?: number | undefined;
  /** The part of colour images that are made grey, 0 to 1. @default 0 */
  readonly grey?: number | undefined;
  /** The greatest standard deviation, in pixels, of a Gaussian that blurs images, 0 to 5. @default 0 */
  readonly blur?: number | undefined;
  /** The greatest standard deviation of noise, as a part of the range from black to white, 0 to 1. @default 0 */
  readonly noise?: number | undefined;
  /** The part of the images a rectangle of which is filled with their mean, 0 to 1. @default 0 */
  readonly erasing?: number | undefined;
}

export const jitterSchema = z.strictObject({
  rotation: z.number().min(0).max(180).default(0),
  shear: z.number().min(0).max(2).default(0),
  scale: z.number().min(0).max(2).default(0),
  shift: z.number().min(0).max(0.5).default(0),
  bend: z.number().min(0).max(0.5).default(0),
  mirror: z.boolean().default(false),
});

const strengths = Object.fromEntries(
  transformNames.map(name => [name, z.number().min(0).max(transforms[name].most).optional()]),
) as Readonly<Record<TransformName, z.ZodOptional<z.ZodNumber>>>;

/** Checks `AugmentOptions` and fills in the defaults. */
export const augmentSchema = z.strictObject({
  quarterTurns: z.boolean().default(false),
  jitter: jitterSchema.optional(),
  classJitter: jitterSchema.optional(),
  ...strengths,
});

/** How much of each there is. */
export type AugmentChoice = z.output<typeof augmentSchema>;

/** A preset or transforms by name, with commas between or in a list; or how much of each there is. */
export type Augment = string | readonly string[] | AugmentChoice;

/** What names stand for; of the presets only what fits the samples is done. */
const presets: Readonly<Record<string, AugmentOptions>> = {
  none: {},
  light: { flip: 0.5, crop: 0.3, color: 0.2 },
  strong: { flip: 0.5, crop: 0.6, rotation: 15, color: 0.4, grey: 0.2, blur: 1, noise: 0.05, erasing: 0.3 },
};
const named: Readonly<Record<string, AugmentOptions>> = {
  ...presets,
  ...Object.fromEntries(transformNames.map(name => [name, { [name]: transforms[name].usual }])),
  jitter: { jitter: { rotation: 15, shear: 0.2, scale: 0.2, shift: 0.1 } },
};

const isNamed = (augment: Augment): augment is string | readonly string[] =>
  typeof augment === 'string' || Array.isArray(augment);

/** The names of an augmentation; none where it says how much of each. */
export function namesOf(augment: Augment): readonly string[] {
  if (!isNamed(augment)) return [];
  const names = typeof augment === 'string' ? augment.split(',') : augment;
  return names.map(name => name.trim()).filter(name => name !== '');
}

/** @throws UsageError for a name that is none */
export function requireKnown(augment: Augment): void {
  const unknown = namesOf(augment).find(name => !Object.hasOwn(named, name));
  if (unknown !== undefined) throw unknownName('augment', 'a preset or a transform', unknown, Object.keys(named));
}

/** How much there is of each, whether or not it fits; of what several names have, the last counts. */
export const choiceOf = (augment: Augment): AugmentChoice =>
  isNamed(augment) ? augmentSchema.parse(Object.assign({}, ...namesOf(augment).map(name => named[name]))) : augment;

/** Whether a transform comes by a preset alone. */
export const isPreset = (augment: Augment, name: string): boolean =>
  isNamed(augment) && !namesOf(augment).includes(name);
