import { z } from 'zod';
import * as losses from '../losses/index.ts';
import * as miners from '../miners/index.ts';
import { thing } from '../options.ts';

/** How many of something a step has. `what`: `Pairs`, `Samples`, … */
export const batchSize = (what: string, size: number) => z.int().min(1).default(size).describe(`${what} in a step.`);

/** A margin. */
export const margin = (value: number, about: string) => z.number().positive().default(value).describe(about);

/** The weight of the KL term of a variational autoencoder. */
export const beta = z.number().min(0).default(1).describe('The weight of the KL term.');

/** The weight of a metric term beside the ELBO. */
export const metricWeight = (value: number, term: string) =>
  z.number().min(0).default(value).describe(`The weight of the ${term} term beside the ELBO, which is in nats.`);

/** Options of the methods over batches of several samples a class. */
export const onlineOptions = {
  batchSize: z
    .int()
    .min(1)
    .optional()
    .describe(
      'Samples in a step, a multiple of samplesPerClass; by default those of ten classes, or of all where there are fewer.',
    ),
  samplesPerClass: z.int().min(1).default(25).describe('Samples of each class in a batch.'),
  uniformClasses: z
    .boolean()
    .default(false)
    .describe(
      'Whether every class is drawn as often, whatever its size; then an epoch need not reach every sample of a large class.',
    ),
  batchNorm: z
    .boolean()
    .optional()
    .describe(
      'Whether the embeddings are batch-normalised, without a scale and a shift; by default where the loss says that it needs it.',
    ),
};

/** A loss of one's choice. */
export const loss = () => thing<losses.Loss>({ kind: 'loss', byName: losses.byName });

/** A miner of one's choice. */
export const miner = () => thing<miners.Miner>({ kind: 'miner', byName: miners.byName });
