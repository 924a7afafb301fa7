import { NearfarError } from '../errors.ts';
import { argMin, cast, constant, full, gather, greater, sum, where } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { pairMasks } from '../miners/masks.ts';
import type { LossInput } from './loss.ts';

/** Two views of the same things. */
export interface Views {
  /** [N, D]: one view of each thing. */
  readonly one: Tensor;
  /** [N, D]: the other view, row by row. */
  readonly other: Tensor;
  /** [N]: 1 where there are two views. */
  readonly exists: Tensor;
}

/**
 * Two views of each sample: the batch and the reference, row by row. Without a reference, each sample and the next sample of
 * its class in the batch.
 */
export function viewsOf(who: string, input: LossInput): Views {
  const { embeddings, reference } = input;
  const b = embeddings.shape[0]!;
  if (!reference) return nextOfClass(input, b);
  if (reference.embeddings.shape[0] !== b) {
    const got = `${reference.embeddings.shape[0]}`;
    throw new NearfarError({ who, expected: `a reference of ${b} rows, the other views of the batch`, got });
  }
  return { one: embeddings, other: reference.embeddings, exists: full([b], 1) };
}

function nextOfClass(input: LossInput, b: number): Views {
  const { positive } = pairMasks(input);
  const ahead = constant(
    Array.from({ length: b * b }, (_, at) => ((at % b) - Math.floor(at / b) + b) % b),
    { shape: [b, b] },
  );
  const partner = argMin(where(positive, ahead, 2 * b), 1); // [B]
  const exists = cast(greater(sum(cast(positive, 'float32'), 1), 0), 'float32');
  return { one: input.embeddings, other: gather(input.embeddings, partner), exists };
}
