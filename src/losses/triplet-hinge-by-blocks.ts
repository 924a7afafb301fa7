import { apart } from '../distances/index.ts';
import { equal, expandDims, not, range } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { asWeights, pairMasks } from '../miners/masks.ts';
import type { TripletRule } from '../miners/tuples.ts';
import { Scope } from '../nn/scope.ts';
import { byBlocks, isLarge } from './by-blocks.ts';
import type { Batch } from './embedding-loss.ts';
import { allTripletsHinge, type HingeSums } from './triplet-hinge.ts';
import type { PairWeights } from './tuples.ts';

/** What the hinge of a batch is computed from. */
export interface HingeOfBatch {
  /** Distances [B, R]; smaller is nearer. */
  readonly d: Tensor;
  readonly pairs: PairWeights | TripletRule;
  readonly margin: number;
  readonly batch: Batch;
}

/** The hinge over all triplets, by anchor [B]. A large batch is computed by blocks of anchors, to save memory. */
export function hinge({ d, pairs, margin, batch }: HingeOfBatch): HingeSums {
  const { positive, negative } = pairs;
  const limits = 'key' in pairs ? { limits: { lower: pairs.lower, upper: pairs.upper } } : {};
  const [b, r] = d.shape as [number, number];
  if (!isLarge(b, r)) return allTripletsHinge({ distances: d, positive, negative, margin, ...limits });
  if (!batch.tuples && !batch.reference?.comparable && !hasWeights(batch)) return fromEmbeddings(batch, margin);
  return sums(
    byBlocks(
      ([distances, p, n, lower, upper]) => {
        const within = lower && upper ? { limits: { lower, upper } } : {};
        return inOrder(allTripletsHinge({ distances: distances!, positive: p!, negative: n!, margin, ...within }));
      },
      [d, positive, negative, ...('key' in pairs ? [pairs.lower, pairs.upper] : [])],
      [],
      r,
    ),
  );
}

/** The hinge over every pair. Distances are computed block by block, so no matrix [B, R] is in memory. */
function fromEmbeddings({ embeddings, labels, others, reference, distance }: Batch, margin: number): HingeSums {
  const [b, r] = [embeddings.shape[0]!, others.embeddings.shape[0]!];
  return sums(
    byBlocks(
      ([x, ofRows, place], [y, ofColumns]) => {
        const itself = equal(expandDims(place!, 1), expandDims(range(r), 0)); // [block, R]
        const compared = { embeddings: y!, labels: ofColumns!, ...(!reference && { comparable: not(itself) }) };
        const weights = asWeights(pairMasks({ labels: ofRows!, reference: compared }));
        return inOrder(allTripletsHinge({ distances: apart(distance, distance.matrix(x!, y!)), ...weights, margin }));
      },
      [embeddings, labels, range(b)],
      [others.embeddings, others.labels],
      r,
    ),
  );
}

/** Whether the distance learns weights; a block cannot use them. */
function hasWeights({ distance, embeddings }: Batch): boolean {
  const scope = new Scope({ training: true });
  distance.matrix(embeddings, embeddings, scope);
  return scope.parameters.length > 0;
}

const inOrder = ({ total, aboveZero, every }: HingeSums): readonly Tensor[] => [total, aboveZero, every];

const sums = ([total, aboveZero, every]: readonly Tensor[]): HingeSums => ({
  total: total!,
  aboveZero: aboveZero!,
  every: every!,
});
