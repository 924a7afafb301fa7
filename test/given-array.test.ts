import { describe, it } from 'vitest';
import * as distances from '../src/distances/index.ts';
import * as losses from '../src/losses/index.ts';
import * as miners from '../src/miners/index.ts';
import {
  type Argument,
  expectTakenOrRefused,
  matrix,
  NAMES,
  NO_LISTS,
  NO_MATRICES,
  numbers,
  ROWS,
  without,
} from './support/odd-arrays.ts';

const labels = [0, 1, 0, 1];
const embedded = { embeddings: ROWS as number[][], labels };
const proxies = losses.proxyNCALoss({ numClasses: 4 });
const margins = losses.marginLoss({ learnBeta: true, perClass: true, numClasses: 4 });
const tuples = [
  [0, 2, 1],
  [1, 3, 0],
];
const NO_TUPLES = {
  null: null,
  'a number': 3,
  'a text': 'abc',
  'a flat list': tuples.flat(),
  'a flat Int32Array': Int32Array.from(tuples.flat()),
  'tuples with their shape': { data: Int32Array.from(tuples.flat()), shape: [2, 3] },
  'tuples of one': [[0], [1]],
  'tuples of four': [[0, 1, 2, 3]],
  'tuples of texts': [['a', 'b', 'c']],
  'rows that there are not': [[0, 2, 4]],
  'rows below 0': [[0, 2, -1]],
  'half a row': [[0, 2, 0.5]],
};
const asBatch = (call: (batch: losses.LossBatch) => unknown, name: string): Argument[] => [
  matrix(`${name}, embeddings`, (embeddings: never) => call({ embeddings, labels }), {}),
  numbers(`${name}, labels`, (given: never) => call({ ...embedded, labels: given }), labels, {
    ...without(NO_LISTS, 'lists in a list'),
    ...NAMES,
    'a list and numbers': [[0], 1, 0, 1],
    'texts in lists': [['a'], ['b'], ['a'], ['b']],
    'numbers below 0': [0, -1, 0, 1],
  }),
  matrix(
    `${name}, embeddings of the reference`,
    (embeddings: never) => call({ ...embedded, reference: { embeddings, labels } }),
    {},
  ),
];

const ARGUMENTS: readonly Argument[] = [
  ...asBatch(batch => losses.evaluate(losses.tripletMarginLoss(), batch), 'losses.evaluate'),
  ...asBatch(batch => miners.mine(miners.batchHardMiner(), batch), 'miners.mine'),
  {
    ...matrix('losses.evaluate, a matrix among the parameters', (given: never) =>
      losses.evaluate(proxies, { ...embedded, parameters: { proxies: given } }),
    ),
    odd: without(NO_MATRICES, 'nothing'),
  },
  {
    ...numbers('losses.evaluate, a vector among the parameters', (beta: never) =>
      losses.evaluate(margins, { ...embedded, parameters: { beta } }),
    ),
    odd: without({ ...NO_LISTS, ...NAMES }, 'nothing', 'a list with its shape', 'NaN'),
  },
  {
    name: 'losses.evaluate, triplets',
    call: (triplets: never) => losses.evaluate(losses.tripletMarginLoss(), { ...embedded, tuples: { triplets } }),
    plain: tuples,
    forms: { Int32Arrays: tuples.map(tuple => Int32Array.from(tuple)) },
    odd: NO_TUPLES,
  },
  {
    name: 'losses.evaluate, pairs',
    call: (anchorPositive: never) =>
      losses.evaluate(losses.contrastiveLoss(), { ...embedded, tuples: { anchorPositive, anchorNegative: [[0, 1]] } }),
    plain: [[0, 2]],
    forms: { Int32Arrays: [Int32Array.of(0, 2)], BigInt64Arrays: [BigInt64Array.of(0n, 2n)] },
    odd: { ...NO_TUPLES, triplets: tuples },
  },
  matrix(
    'distances.pairwise, the first',
    (a: never) => distances.pairwise(distances.lpDistance(), a, ROWS as number[][]),
    {},
  ),
  matrix(
    'distances.pairwise, the second',
    (b: never) => distances.pairwise(distances.lpDistance(), ROWS as number[][], b),
    {},
  ),
];

describe('what is handed over is taken in every form, or refused by an error that says what was expected and what came', () => {
  it.each(ARGUMENTS)('$name', expectTakenOrRefused);
});
