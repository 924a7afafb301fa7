import { z } from 'zod';
import * as distances from '../distances/index.ts';
import { thing, thingOr } from '../options.ts';
import * as reducers from '../reducers/index.ts';
import * as regularizers from '../regularizers/index.ts';

const regularizer = () => thing<regularizers.Regularizer>({ kind: 'regularizer', byName: regularizers.byName });

/** Options of every loss over embeddings: a cost of the embeddings themselves. */
export const regularizerOptions = {
  embeddingRegularizer: regularizer().optional().describe('A cost of the embeddings themselves, added to the loss.'),
  embeddingRegWeight: z.number().default(1).describe('What the cost of the embeddings is multiplied by.'),
};

/** Options of losses that leave the last step to a reducer. `reducer`: the name of the default. */
export const reducerOptions = (reducer: string) => ({
  reducer: thingOr<reducers.Reducer>({ kind: 'reducer', byName: reducers.byName }, reducer).describe(
    'What makes one number of the elements of the loss.',
  ),
  ...regularizerOptions,
});

/** Options of losses over distances. `distance` and `reducer`: the names of the defaults. */
export const pairOptions = (distance: string, reducer: string) => ({
  distance: thingOr<distances.Distance>({ kind: 'distance', byName: distances.byName }, distance).describe(
    'How far apart, or how alike, two embeddings are.',
  ),
  ...reducerOptions(reducer),
});

/** Options of losses that learn a vector for each class. */
export const classOptions = {
  numClasses: z.int().min(1).optional().describe('How many classes there are; in training it is known.'),
  embeddingSize: z.int().min(1).optional().describe('How many components embeddings must have; by default any number.'),
  weightRegularizer: regularizer().optional().describe('A cost of the class vectors, added to the loss.'),
  weightRegWeight: z.number().default(1).describe('What the cost of the class vectors is multiplied by.'),
};

/** A temperature. */
export const temperature = (value: number) =>
  z.number().positive().default(value).describe('What similarities are divided by.');

/** A scale of similarities. */
export const scale = (value: number) =>
  z.number().positive().default(value).describe('What similarities are multiplied by.');

/** The margins of the lifted structured losses. */
export const liftedMargins = {
  negMargin: z.number().default(1).describe('Negatives farther than this cost little.'),
  posMargin: z.number().default(0).describe('Positives nearer than this cost nothing.'),
};

/** The margin and the scale of the losses of the ArcFace family. */
export const arcFaceOptions = {
  margin: z.number().min(0).max(180).default(28.6).describe('The angle added to that of the class, in degrees.'),
  scale: scale(64),
};
