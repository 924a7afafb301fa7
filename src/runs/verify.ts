import { UsageError } from '../errors.ts';
import { type Decisions, decisionsAt, type PointName, pointNames } from '../evaluation/index.ts';
import type { Thresholds } from './calibration.ts';

/** Pairs that were decided: of each its distance, and whether it counts as one class. */
export interface Verified {
  /** Of each pair; of `siamese-bce` and `two-channel` a learned score. */
  readonly distances: Float32Array;
  /** The largest distance that counts as the same. */
  readonly threshold: number;
  /** Whether each pair is at most so far apart. */
  readonly same: readonly boolean[];
}

/** Pairs of a table that were decided. */
export interface VerifiedPairs extends Verified {
  /** What the table calls the first sample of each pair. */
  readonly a: readonly string[];
  /** What it calls the second. */
  readonly b: readonly string[];
  /** How the decisions compare with the table's own answers, where it has answers of both kinds. */
  readonly decisions?: Decisions;
}

/** How pairs are decided. */
export interface VerifyOptions {
  /** The threshold's name. @default 'accuracy' */
  readonly at?: PointName;
}

/** Decides pairs by a threshold of that name. @throws UsageError where the run has none */
export function decide(
  runDir: string,
  distances: Float32Array,
  thresholds: Thresholds,
  { at = 'accuracy' }: VerifyOptions,
): Verified {
  const threshold = thresholdNamed(runDir, thresholds, at);
  return { distances, threshold, same: Array.from(distances, distance => distance <= threshold) };
}

function thresholdNamed(runDir: string, thresholds: Thresholds, at: PointName): number {
  const threshold = pointNames.includes(at) ? thresholds[at] : undefined;
  if (threshold !== undefined) return threshold;
  const known = pointNames.filter(name => thresholds[name] !== undefined);
  const wanted = known.length > 0 ? known : pointNames;
  const fix = `Find ${known.length > 0 ? 'more' : 'some'} on pairs of your own with "nearfar calibrate ${runDir} --pairs FILE"`;
  throw new UsageError({
    who: '--at',
    expected: `a threshold out of ${wanted.join(', ')}`,
    got: known.length > 0 ? `"${at}"` : 'a run that has none',
    ...((known.length === 0 || pointNames.includes(at)) && { fix }),
  });
}

/** How decisions compare with answers, where these are of both kinds. */
export const compared = (
  { distances, threshold }: Verified,
  answers: readonly boolean[] | undefined,
): { readonly decisions?: Decisions } =>
  answers?.includes(true) && answers.includes(false)
    ? { decisions: decisionsAt(threshold, { distances, same: answers }) }
    : {};
