import { describe, it } from 'vitest';
import * as retrieval from '../../src/retrieval/index.ts';
import {
  type Argument,
  expectTakenOrRefused,
  listsOf,
  matrix,
  NAMES,
  NO_LISTS,
  NOT_FINITE,
  ROWS,
  without,
} from '../support/odd-arrays.ts';

const labels = [0, 1, 0, 1];

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
  return [await made.ids(), await made.all()];
};

const ARGUMENTS: readonly Argument[] = [
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
      return made.ids();
    },
    plain: [1, 2],
    forms: { texts: ['1', '2'], ...listsOf([1, 2]) },
    odd: without(NO_LISTS, 'three numbers', 'a typed array of three', 'five numbers', 'an empty list'),
  },
  matrix('index.search', async (queries: never) => (await index()).search(queries)),
  matrix('index.match', async (queries: never) => (await index()).match(queries)),
  {
    name: 'index.vectors, ids',
    call: async (ids: never) => (await index()).vectors(ids),
    plain: [3, 1],
    forms: { texts: ['3', '1'], ...listsOf([3, 1]) },
    odd: {
      ...without(NO_LISTS, 'three numbers', 'a typed array of three', 'five numbers', 'an empty list'),
      ...NAMES,
    },
  },
];

describe('what is handed over is taken in every form, or refused by an error that says what was expected and what came', () => {
  it.each(ARGUMENTS)('$name', expectTakenOrRefused);
});
