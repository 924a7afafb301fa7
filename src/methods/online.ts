import { mPerClass } from '../data/samplers/m-per-class.ts';
import type { Loss } from '../losses/loss.ts';
import type { Miner } from '../miners/miner.ts';
import { laidOut, type Method } from './method.ts';

export interface OnlineOptions {
  /** Samples a step, a multiple of `samplesPerClass`; default 250. */
  batchSize?: number;
  /** Samples of each class in a batch; default 25. */
  samplesPerClass?: number;
}

/** A method over batches of several samples a class: the miner chooses tuples among them, the loss goes over these. */
export function online(
  name: string,
  { batchSize = 250, samplesPerClass = 25 }: OnlineOptions,
  loss: Loss,
  miner: Miner | undefined,
): Method {
  return {
    name,
    options: {
      batchSize,
      samplesPerClass,
      loss: loss.name,
      lossOptions: loss.options,
      miner: miner?.name,
      minerOptions: miner?.options,
    },
    batches: laidOut(mPerClass({ m: samplesPerClass, batchSize }), batchSize, ({ indices }) => [indices]),
    objective({ samples, labels }, encoder, scope) {
      const embeddings = encoder(samples, scope.child('encoder'));
      const tuples = miner?.mine({ embeddings, labels });
      return { loss: loss.compute({ embeddings, labels, ...(tuples && { tuples }) }, scope.child('loss')), embeddings };
    },
  };
}
