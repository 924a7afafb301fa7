import { givenTripletMarginLoss } from '../losses/given-triplet-margin-loss.ts';
import { type Method, plainEncoder } from './method.ts';
import { thirds, tripletBatches } from './triplets.ts';

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
    batches: () => tripletBatches(batchSize),
    encoder: plainEncoder,
    objective({ samples }, architecture, scope) {
      const embeddings = plainEncoder(architecture)(samples, scope);
      return { loss: givenTripletMarginLoss({ margin })(...thirds(embeddings)), embeddings };
    },
  };
}
