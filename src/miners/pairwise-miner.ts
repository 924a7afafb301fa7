import type { Distance } from '../distances/index.ts';
import * as distances from '../distances/index.ts';
import { stopGradient } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { type Filled, type Shape, thingOr } from '../options.ts';
import { type Description, plain, type ThingOf } from '../thing.ts';
import { pairMasks } from './masks.ts';
import { defineMiner, type Miner, type MinerInput } from './miner.ts';
import type { Tuples } from './tuples.ts';

/** What a miner that chooses by pairwise distances chooses from. */
export interface Choice extends MinerInput {
  /** Distances [B, R]; smaller is nearer, since similarities are negated. */
  readonly d: Tensor;
  /** Which pairs are positive: bool [B, R]. */
  readonly positive: Tensor;
  /** Which pairs are negative: bool [B, R]. */
  readonly negative: Tensor;
  /** What the batch is compared with [R, D]: the reference or itself. */
  readonly others: Tensor;
}

/** The definition of a miner that chooses by pairwise distances. */
export interface PairwiseMinerDefinition<O extends Shape> extends Description {
  /** Its options, with `distanceOption` where its distance can be chosen. */
  readonly options: O;
  /** Its distance, where that is no option. Default: Euclidean on normalised embeddings. */
  readonly distance?: () => Distance;
  /** Stops where options do not go together. */
  readonly check?: (options: Filled<O>) => void;
  /** The tuples that are chosen. No gradient flows through it. */
  readonly choose: (choice: Choice, options: Filled<O>) => Tuples;
}

/** The distance as an option of a miner; `name` is that of the default. */
export const distanceOption = (name: string) =>
  thingOr<Distance>({ kind: 'distance', byName: distances.byName }, name).describe(
    'The distance by which the miner chooses.',
  );

/** Defines a miner that chooses by the distances between the batch and what it is compared with. */
export const definePairwiseMiner = <const O extends Shape>(
  definition: PairwiseMinerDefinition<O>,
): ThingOf<Miner, O> => {
  const { distance: fixed = distances.lpDistance, check, choose, ...about } = definition;
  return defineMiner({
    ...about,
    make(options) {
      check?.(options);
      const { distance = fixed() } = options as { distance?: Distance };
      return {
        options: { ...plain(options), distance: distance.name },
        distance,
        mine(input, scope) {
          const embeddings = stopGradient(input.embeddings);
          const others = input.reference ? stopGradient(input.reference.embeddings) : embeddings;
          const d = distances.apart(distance, distance.matrix(embeddings, others, scope));
          return choose({ ...input, ...pairMasks(input), embeddings, others, d }, options);
        },
      };
    },
  });
};
