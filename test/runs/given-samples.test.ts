import { join } from 'node:path';
import { beforeAll, describe, it } from 'vitest';
import { openRun, type Run } from '../../src/runs/open-run.ts';
import { train } from '../../src/runs/train.ts';
import { temporaryFolder } from '../support/cli.ts';
import {
  type Argument,
  expectTakenOrRefused,
  listsOf,
  MATRICES,
  NO_LISTS,
  NO_MATRICES,
  ROWS,
} from '../support/odd-arrays.ts';

const rows = Array.from({ length: 40 }, (_, i) => [i % 4, i / 40]);
const part = { samples: rows, labels: rows.map(([kind]) => kind!) };
const options = {
  dataset: { train: part, test: part },
  dim: 2,
  network: 'mlp',
  batchSize: 8,
  epochs: 1,
  threads: 1,
} as const;
const samples = ROWS as number[][];
const odd = {
  ...NO_MATRICES,
  'an empty list': [],
  NaN: [
    [0, 1],
    [9, Number.NaN],
    [1, 3],
    [8, 7],
  ],
  bytes: { data: new Uint8Array(8), shape: [4, 2] },
  'other columns': ROWS.map(row => [...row, 1]),
};

describe('samples that people hand over are taken in every form, or refused by an error that names both shapes', () => {
  let run: Run;
  let decoder: Run;
  beforeAll(async () => {
    const runOf = async (method: string) => {
      const out = join(temporaryFolder(), 'run');
      return openRun((await train({ ...options, method, plots: false, out })).runDir);
    };
    run = await runOf('siamese');
    decoder = await runOf('vae');
    return async () => {
      await run.close();
      await decoder.close();
    };
  });
  const index = async () => {
    const made = await run.index();
    await made.add({ ids: [0, 1, 2, 3], vectors: await run.embed(samples), labels: ['a', 'b', 'a', 'b'] });
    return made;
  };
  const matrix = (name: string, call: Argument['call'], more: Argument['odd'] = {}): Argument => ({
    name,
    call,
    plain: ROWS,
    forms: MATRICES,
    odd: { ...odd, ...more },
  });
  const labels = ['a', 'b', 'a', 'b'];

  it.each<Argument>([
    matrix('run.embed', (given: never) => run.embed(given)),
    matrix('run.distance, a', (given: never) => run.distance(given, samples)),
    matrix('run.distance, b', (given: never) => run.distance(samples, given)),
    matrix('run.verify', (given: never) => run.verify(given, samples)),
    matrix('run.classify, samples', (given: never) => run.classify(given, { examples: { samples, labels } })),
    matrix('run.classify, examples', (given: never) => run.classify(samples, { examples: { samples: given, labels } })),
    {
      name: 'run.classify, labels',
      call: (given: never) => run.classify(samples, { examples: { samples, labels: given } }),
      plain: [0, 1, 0, 1],
      forms: { texts: ['0', '1', '0', '1'], ...listsOf([0, 1, 0, 1]) },
      odd: NO_LISTS,
    },
    {
      name: 'run.classify, nothing to learn from',
      call: (examples: never) => run.classify(samples, { examples }),
      plain: { samples, labels },
      forms: {},
      odd: { nothing: undefined, null: null, 'a text': 'abc', 'a matrix': ROWS, 'an empty object': {} },
    },
    {
      ...matrix('index.search of a run', async (given: never) => (await index()).search(given)),
      forms: {},
      odd: NO_MATRICES,
    },
    {
      ...matrix('run.decode', (given: never) => decoder.decode(given)),
      odd: { ...NO_MATRICES, 'other columns': ROWS.map(row => [...row, 1]) },
    },
  ])('$name', expectTakenOrRefused);
});
