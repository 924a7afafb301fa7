import { randomTriplets } from '../data/samplers/random-triplets.ts';
import { split } from '../graph/ops/index.ts';
import { givenTripletMarginLoss } from '../losses/given-triplet-margin-loss.ts';
import { laidOut, type Method, plainEncoder } from './method.ts';

export interface TripletOptions {
  /** Triplets a step; default 128. */
  batchSize?: number;
  /** How much farther than the positive the negative should be, in squared distance; default 1. */
  margin?: number;
}

/** A triplet network on random triplets (Schroff, Kalenichenko & Philbin 2015, without their mining). */
export function triplet({ batchSize = 128, margin = 1 }: TripletOptions = {}): Method {
  return {
    name: 'triplet',
    options: { batchSize, margin },
    batches: () =>
      laidOut(randomTriplets({ batchSize }), 3 * batchSize, ({ anchors, positives, negatives }) => [
        anchors,
        positives,
        negatives,
      ]),
    encoder: plainEncoder,
    objective({ samples }, architecture, scope) {
      const embeddings = plainEncoder(architecture)(samples, scope);
      const [a, p, n] = split(embeddings, [batchSize, batchSize, batchSize]);
      return { loss: givenTripletMarginLoss({ margin })(a!, p!, n!), embeddings };
    },
  };
}
