import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { glyphs } from '../../src/data/glyphs.ts';
import { load } from '../../src/data/load.ts';
import { takeRows } from '../../src/nd-array.ts';
import { fromOnnx } from '../../src/networks/index.ts';
import { openRun } from '../../src/runs/open-run.ts';
import { train } from '../../src/runs/train.ts';
import { Performer } from '../../src/server/perform.ts';
import { readyJob } from '../../src/server/ready.ts';
import { openServed } from '../../src/server/served.ts';
import { Turns } from '../../src/server/turns.ts';
import { temporaryFolder } from '../support/cli.ts';
import { encoderPath, paraphraseTable, tokenizer } from '../support/paraphrases.ts';

it('openServed({ path }) of a run on texts takes texts alone, and names no columns', async () => {
  const folder = temporaryFolder();
  const [table, path] = [join(folder, 'paraphrases.csv'), join(folder, 'run')];
  writeFileSync(table, paraphraseTable(12, 4));
  const dataset = await load(table, { label: 'meaning', text: { tokenizer } });
  await train({ dataset, network: fromOnnx(encoderPath), dim: 4, epochs: 1, threads: 1, plots: false, out: path });
  const served = await openServed({ path, threads: 1 });
  expect(served.about).toMatchObject({ serves: 'run', takes: ['texts'] });
  expect(served.about).not.toHaveProperty('columns');
  const given = { kind: 'texts', list: ['a dog buys a car', 'a cat'] } as const;
  const job = await readyJob({ task: 'embed', given }, served, new Turns(1));
  expect(job).toMatchObject({ samples: { shape: [2, ...served.run!.sampleShape] } });
  await served.run!.close();
});

it('a search by samples of a run with a learned score is that of run.search, scores among the hits', async () => {
  const dataset = glyphs({ classes: { train: 6, validation: 4, test: 4 }, perClass: 10, size: 8 });
  const [run, path] = [join(temporaryFolder(), 'run'), join(temporaryFolder(), 'all.index')];
  await train({
    dataset,
    method: 'siamese-bce',
    network: 'mlp',
    dim: 4,
    batchSize: 40,
    epochs: 1,
    threads: 1,
    plots: false,
    out: run,
  });
  const opened = await openRun(run);
  const { samples, labels } = dataset.test;
  const index = await opened.index();
  await index.add({ ids: Array.from(labels, (_, i) => i), vectors: await opened.embed(samples), labels });
  await index.save(path);
  const served = await openServed({ path, run, threads: 1 });
  const query = takeRows(samples, [3, 21]);
  const queries = { kind: 'samples', array: query } as const;
  const [outcome] = await new Performer(served).perform([{ task: 'search', queries, k: 3, where: undefined }]);
  const found = await opened.search(query, { index, k: 3 });
  const results = found.map(({ ids, scores, distances }) => ({
    hits: ids.map((id, i) => ({ id, score: scores![i], distance: distances[i], label: expect.any(String) })),
  }));
  expect(outcome).toMatchObject({ answer: { results } });
  await opened.close();
  await served.run!.close();
});
