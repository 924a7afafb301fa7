import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { load } from '../../src/data/load.ts';
import { fromOnnx } from '../../src/networks/index.ts';
import { train } from '../../src/runs/train.ts';
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
