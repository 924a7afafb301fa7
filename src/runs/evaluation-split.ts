import type { Model } from '../training/model.ts';
import type { TestSplit } from '../training/prepare.ts';
import { type EncodedDataset, encode } from './encoded.ts';
import { type Verification, verify } from './verification.ts';

/** A part of the test set, encoded by the model once for metrics and pictures. */
export interface EvaluationSplit {
  /** Whether the model was trained on these classes. */
  readonly seenClasses: boolean;
  /** What is evaluated, in words. */
  readonly evaluatedOn: string;
  readonly queries: EncodedDataset;
  /** Labelled samples of the same classes. */
  readonly gallery: EncodedDataset;
  /** The fixed list of pairs of the queries, compared. */
  readonly verification: Verification;
}

/** Encodes a part of the test set and compares its pairs. */
export async function encodeSplit(
  model: Model,
  { evaluatedOn, ...split }: TestSplit,
  seenClasses: boolean,
): Promise<EvaluationSplit> {
  const queries = await encode(model, split.queries);
  const gallery = await encode(model, split.gallery);
  return { seenClasses, evaluatedOn, queries, gallery, verification: await verify(model, queries) };
}
