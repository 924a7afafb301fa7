import { apart, type Distance } from '../distances/index.ts';
import { stopGradient } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { pairMasks } from './masks.ts';
import type { Miner, MinerInput } from './miner.ts';
import type { Tuples } from './tuples.ts';

/** What a miner that looks at pairwise distances chooses from. */
export interface Choice extends MinerInput {
  /** Smaller is nearer, whatever the distance: [B, R]. */
  readonly d: Tensor;
  /** Which pairs are alike and which are not: bool [B, R]. */
  readonly positive: Tensor;
  readonly negative: Tensor;
  /** What the batch is compared with [R, D]: the reference or itself. */
  readonly others: Tensor;
}

/** A miner that chooses by the distances between the batch and what it is compared with. */
export function pairwiseMiner(
  name: string,
  distance: Distance,
  options: Readonly<Record<string, unknown>>,
  choose: (choice: Choice) => Tuples,
): Miner {
  return {
    name,
    options: { ...options, distance: distance.name },
    distance,
    mine(input, scope) {
      const embeddings = stopGradient(input.embeddings);
      const others = input.reference ? stopGradient(input.reference.embeddings) : embeddings;
      const d = apart(distance, distance.matrix(embeddings, others, scope));
      return choose({ ...input, ...pairMasks(input), embeddings, others, d });
    },
  };
}
