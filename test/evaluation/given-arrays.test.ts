import { describe, it } from 'vitest';
import * as evaluation from '../../src/evaluation/index.ts';
import {
  type Argument,
  expectTakenOrRefused,
  matrix,
  NAMES,
  NO_LISTS,
  numbers,
  optional,
  ROWS,
  without,
} from '../support/odd-arrays.ts';

const labels = [0, 1, 0, 1];
const embedded = { embeddings: ROWS as number[][], labels }; /** Calls with embeddings and labels. */
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
];

describe('what is handed over is taken in every form, or refused by an error that says what was expected and what came', () => {
  it.each(ARGUMENTS)('$name', expectTakenOrRefused);
});
