import { describe, it } from 'vitest';
import * as distances from '../src/distances/index.ts';
import * as evaluation from '../src/evaluation/index.ts';
import * as losses from '../src/losses/index.ts';
import * as miners from '../src/miners/index.ts';
import * as retrieval from '../src/retrieval/index.ts';
import {
  type Argument,
  expectTakenOrRefused,
  listsOf,
  MATRICES,
  NAMES,
  NO_LISTS,
  NO_MATRICES,
  ROWS,
} from './support/odd-arrays.ts';

const labels = [0, 1, 0, 1];
const embedded = { embeddings: ROWS as number[][], labels };
const without = (odd: Readonly<Record<string, unknown>>, ...names: readonly string[]) =>
  Object.fromEntries(Object.entries(odd).filter(([name]) => !names.includes(name)));

const NOT_FINITE = {
  NaN: [
    [0, 1],
    [9, Number.NaN],
    [1, 3],
    [8, 7],
  ],
};
const matrix = (
  name: string,
  call: Argument['call'],
  odd: Readonly<Record<string, unknown>> = NOT_FINITE,
): Argument => ({
  name,
  call,
  plain: ROWS,
  forms: MATRICES,
  odd: { ...NO_MATRICES, ...odd },
});
const numbers = (
  name: string,
  call: Argument['call'],
  plain = labels,
  odd: typeof NAMES = { ...NO_LISTS, ...NAMES },
): Argument => ({
  name,
  call,
  plain,
  forms: listsOf(plain),
  odd,
});
/** A list that may be left out. */
const optional = (name: string, call: Argument['call'], plain = labels): Argument =>
  numbers(name, call, plain, without({ ...NO_LISTS, ...NAMES }, 'nothing'));

/** Calls with embeddings and labels. */
const EMBEDDED: Readonly<Record<string, (given: evaluation.Embedded) => unknown>> = {
  'evaluation.retrieval': given => evaluation.retrieval(given),
  'evaluation.retrieval, reference': reference => evaluation.retrieval({ ...embedded, reference }),
  'evaluation.knnAccuracy': given => evaluation.knnAccuracy({ ...given, reference: embedded, k: 1 }),
  'evaluation.knnAccuracy, reference': reference => evaluation.knnAccuracy({ ...embedded, reference, k: 1 }),
  'evaluation.fewShot': given => evaluation.fewShot({ ...given, ways: 2, shots: 1, queries: 1, episodes: 3 }),
  'evaluation.openSet': given => evaluation.openSet(given),
};

/** Calls with distances of pairs and answers. */
const PAIRS: Readonly<Record<string, (given: evaluation.Pairs) => unknown>> = {
  'evaluation.verification': evaluation.verification,
  'evaluation.rocCurve': evaluation.rocCurve,
  'evaluation.calibrate': evaluation.calibrate,
  'evaluation.decisionsAt': given => evaluation.decisionsAt(1, given),
  'evaluation.accuracyAt': given => evaluation.accuracyAt(1, given),
  'evaluation.foldAccuracy': given => evaluation.foldAccuracy({ ...given, folds: [0, 0, 1, 1] }),
  'evaluation.verificationByFolds': given => evaluation.verificationByFolds({ ...given, folds: [0, 0, 1, 1] }),
};
const pairs = { distances: [0, 1, 2, 3], same: [1, 0, 1, 0] };

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

async function index(additions: Partial<retrieval.Additions> = {}): Promise<retrieval.RetrievalIndex> {
  const made = retrieval.create();
  await made.add({
    ids: ['0', '1', '2', '3'],
    vectors: ROWS as number[][],
    labels: ['0', '1', '0', '1'],
    ...additions,
  });
  return made;
}
const held = async (additions: Partial<retrieval.Additions>) => {
  const made = await index(additions);
  return [made.ids, made.all];
};

const ARGUMENTS: readonly Argument[] = [
  ...Object.entries(EMBEDDED).flatMap(([name, call]) => [
    matrix(`${name}, embeddings`, (embeddings: never) => call({ embeddings, labels })),
    numbers(`${name}, labels`, (given: never) => call({ ...embedded, labels: given })),
  ]),
  ...Object.entries(PAIRS).flatMap(([name, call]) => [
    numbers(`${name}, distances`, (distances: never) => call({ ...pairs, distances }), pairs.distances),
    numbers(`${name}, same`, (same: never) => call({ ...pairs, same }), pairs.same, {
      ...NO_LISTS,
      ...NAMES,
      'numbers besides 0 and 1': [1, -1, 1, -1],
    }),
  ]),
  optional('evaluation.calibrate, samples', (side: never) => evaluation.calibrate({ ...pairs, samples: [side, side] })),
  numbers(
    'evaluation.foldAccuracy, folds',
    (folds: never) => evaluation.foldAccuracy({ ...pairs, folds }),
    [0, 0, 1, 1],
  ),
  optional(
    'evaluation.verificationByFolds, folds',
    (folds: never) => evaluation.verificationByFolds({ ...pairs, folds }),
    [0, 0, 1, 1],
  ),
  numbers('evaluation.clustering, assigned', (assigned: never) => evaluation.clustering({ assigned, labels })),
  numbers('evaluation.clustering, labels', (given: never) =>
    evaluation.clustering({ assigned: labels, labels: given }),
  ),
  numbers('evaluation.correct, predicted', (predicted: never) => evaluation.correct(predicted, labels)),
  numbers('evaluation.correct, answers', (answers: never) => evaluation.correct(labels, answers)),
  numbers('evaluation.meanWithInterval', evaluation.meanWithInterval, labels, {
    ...without(NO_LISTS, 'three numbers', 'a typed array of three', 'five numbers'),
    ...NAMES,
  }),
  numbers(
    'evaluation.classifyQueries',
    (distances: never) => evaluation.classifyQueries(distances, { ways: 2, shots: 2 }),
    labels,
    without({ ...NO_LISTS, ...NAMES }, 'an empty list'),
  ),
  matrix('evaluation.kMeans, embeddings', (embeddings: never) => evaluation.kMeans(embeddings, { k: 2 })),
  {
    name: 'evaluation.recommendation, recommended',
    call: (recommended: never) => evaluation.recommendation({ recommended, relevant: ROWS as number[][] }),
    plain: ROWS,
    forms: { Int32Arrays: ROWS.map(row => Int32Array.from(row)), texts: ROWS },
    odd: without(NO_LISTS, 'lists in a list'),
  },
  {
    name: 'evaluation.recommendation, relevant',
    call: (relevant: never) => evaluation.recommendation({ recommended: ROWS as number[][], relevant }),
    plain: ROWS,
    forms: { Int32Arrays: ROWS.map(row => Int32Array.from(row)) },
    odd: without(NO_LISTS, 'lists in a list'),
  },
  {
    name: 'evaluation.retrieval, recallAt',
    call: (recallAt: never) => evaluation.retrieval({ ...embedded, recallAt }),
    plain: [1, 2],
    forms: { 'an Int32Array': Int32Array.of(1, 2) },
    odd: { null: null, 'a text': 'abc', texts: ['a'], 'a list in a list': [[1]], 0: [0], NaN: [Number.NaN] },
  },
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
  matrix('index.add, vectors', (vectors: never) => held({ vectors }), NOT_FINITE),
  {
    name: 'index.add, ids',
    call: (ids: never) => held({ ids }),
    plain: [3, 1, 2, 7],
    forms: { texts: ['3', '1', '2', '7'], ...listsOf([3, 1, 2, 7]) },
    odd: NO_LISTS,
  },
  {
    name: 'index.add, labels',
    call: (given: never) => held({ labels: given }),
    plain: labels,
    forms: { texts: labels.map(String), ...listsOf(labels) },
    odd: without(NO_LISTS, 'nothing', 'null in the list'),
  },
  {
    name: 'index.add, metadata',
    call: async (metadata: never) => (await index({ metadata })).get('3'),
    plain: [1, 2, 3, 4],
    forms: { 'an Int32Array': Int32Array.of(1, 2, 3, 4) },
    odd: {
      ...without(NO_LISTS, 'nothing', 'lists in a list', 'NaN', 'null in the list', 'an object in the list'),
      'big integers': [1n, 2n, 3n, 4n],
      functions: [0, 0, 0, () => 1],
    },
  },
  {
    name: 'index.add, thumbnails',
    call: async (thumbnails: never) => (await index({ thumbnails })).get('3'),
    plain: ['a', 'b', 'c', 'd'],
    forms: {},
    odd: without(NO_LISTS, 'nothing'),
  },
  {
    name: 'index.remove, ids',
    call: async (ids: never) => {
      const made = await index();
      await made.remove(ids);
      return made.ids;
    },
    plain: [1, 2],
    forms: { texts: ['1', '2'], ...listsOf([1, 2]) },
    odd: without(NO_LISTS, 'three numbers', 'a typed array of three', 'five numbers', 'an empty list'),
  },
  matrix('index.search', async (queries: never) => (await index()).search(queries)),
  matrix('index.match', async (queries: never) => (await index()).match(queries)),
];

describe('what is handed over is taken in every form, or refused by an error that says what was expected and what came', () => {
  it.each(ARGUMENTS)('$name', expectTakenOrRefused);
});
