import { z } from 'zod';
import { counted } from '../counted.ts';
import type { Dataset } from '../data/dataset.ts';
import * as evaluation from '../evaluation/index.ts';
import { withMetadata } from '../graph/onnx/metadata.ts';
import type { Model, ModelFiles } from '../training/model.ts';
import { hasPairs } from '../training/prepare.ts';
import { embedded, encode } from './encoded.ts';
import { verify } from './verification.ts';

/** Thresholds of a run with what to expect of each, found on samples that are not tested on. */
export interface Calibration {
  /** What they were found on, in words. */
  readonly calibratedOn: string;
  /** For deciding whether two samples are of one class. */
  readonly points: Readonly<Partial<Record<evaluation.PointName, evaluation.OperatingPoint>>>;
  /** For recognising a class, or none, by the nearest labelled sample; absent where there is no embedding or a learned distance. */
  readonly match?: evaluation.OpenSetMetrics;
}

/**
 * The largest distances at which two samples count as one class, by what each is best for: `accuracy` decides most validation pairs
 * rightly. `match`: the largest distance at which a sample gets the class of its nearest labelled one. Of `siamese-bce` and
 * `two-channel` they are learned scores.
 */
export type Thresholds = Readonly<Partial<Record<evaluation.PointName | 'match', number>>>;

const rates = { falseAcceptRate: z.number(), falseRejectRate: z.number() };
const interval = z.tuple([z.number(), z.number()]);

export const calibrationSchema = z.object({
  calibratedOn: z.string(),
  points: z.partialRecord(
    z.enum(evaluation.pointNames),
    z.object({
      threshold: z.number(),
      ...rates,
      intervals: z.object({ threshold: interval, falseAcceptRate: interval, falseRejectRate: interval }),
    }),
  ),
  match: z
    .object({
      threshold: z.number(),
      coverage: z.number(),
      precision: z.number(),
      falseMatchRate: z.number(),
      accuracy: z.number(),
    })
    .optional(),
}) as unknown as z.ZodType<Calibration>;

/** Finds the thresholds on validation samples; undefined where these make no pairs. */
export async function calibrateOn(model: Model, validation: Dataset | undefined): Promise<Calibration | undefined> {
  if (!validation || !hasPairs(validation)) return undefined;
  const samples = await encode(model, validation);
  const { pairs, left, right } = await verify(model, samples);
  return {
    calibratedOn: `${counted(left.length, 'pair')} of ${counted(validation.labels.length, 'validation sample')}`,
    points: evaluation.calibrate({ ...pairs, samples: [left, right] }),
    ...(!model.hasLearnedDistance && !validation.list && { match: await evaluation.openSet(embedded(samples)) }),
  };
}

export const thresholdsOf = ({ points, match }: Calibration): Thresholds => ({
  ...Object.fromEntries(Object.entries(points).map(([name, { threshold }]) => [name, threshold])),
  ...(match && { match: match.threshold }),
});

/** What comes of deciding pairs by each threshold that was found on others. */
export const pointsOn = (
  pairs: evaluation.Pairs,
  { match: _, ...thresholds }: Thresholds,
): Readonly<Partial<Record<evaluation.PointName, evaluation.Decisions & { readonly threshold: number }>>> =>
  Object.fromEntries(
    Object.entries(thresholds).map(([name, threshold]) => [
      name,
      { threshold, ...evaluation.decisionsAt(threshold, pairs) },
    ]),
  );

/** A run's model whose files tell the thresholds: `nearfar.threshold` that of `accuracy`, `nearfar.thresholds` all, as JSON. */
export function withThresholds(files: ModelFiles, calibration: Calibration): ModelFiles {
  const told = {
    'nearfar.threshold': String(calibration.points.accuracy!.threshold),
    'nearfar.thresholds': JSON.stringify(calibration),
  };
  const named = Object.entries(files).map(([name, bytes]) => [name, withMetadata(bytes, told)]);
  return Object.fromEntries(named) as ModelFiles;
}
