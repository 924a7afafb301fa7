import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { load } from '../../src/data/load.ts';
import { tokenRows } from '../../src/data/tokens.ts';
import * as evaluation from '../../src/evaluation/index.ts';
import * as g from '../../src/graph/index.ts';
import { fromOnnx } from '../../src/networks/index.ts';
import { Scope } from '../../src/nn/index.ts';
import { openRun, type Run } from '../../src/runs/open-run.ts';
import type { RunResult } from '../../src/runs/result.ts';
import { train } from '../../src/runs/train.ts';
import { temporaryFolder } from '../support/cli.ts';
import { encoderPath, paraphrases, paraphraseTable, tokenizer } from '../support/paraphrases.ts';

const folder = temporaryFolder();
const table = join(folder, 'paraphrases.csv');
const out = join(folder, 'run');
const text = { tokenizer };
const options = { dim: 8, threads: 1, lr: 3e-3, methodOptions: { samplesPerClass: 4 } };
let result: RunResult;
let run: Run;

beforeAll(async () => {
  writeFileSync(table, paraphraseTable(40, 8));
  result = await train({
    ...options,
    dataset: await load(table, { label: 'meaning', text }),
    network: fromOnnx(encoderPath, { train: 'all' }),
    backboneLr: 3e-3,
    loss: 'multiple-negatives-ranking',
    epochs: 25,
    out,
  });
  run = await openRun(out);
  return () => run.close();
});

describe('train({ network: text encoder })', () => {
  it('tells sentences that mean the same from others, of meanings that it has not seen, better than the encoder', async () => {
    const unseen = paraphrases(60, 8).slice(40 * 8);
    const labels = unseen.map(({ meaning }) => Number(meaning.slice(1)));
    const { samples } = tokenRows(
      unseen.map(each => each.text),
      text,
      run.sampleShape[0],
    );
    const x = g.input('x', 'float32', samples.shape);
    const features = fromOnnx(encoderPath).pretrained!.features(x, new Scope({ training: true }));
    const { before } = await g.evaluate({ before: features }, { x: samples.data }, { threads: 1 });
    const [encoder, trained] = await Promise.all(
      [before!, await run.embed(samples)].map(embeddings => evaluation.retrieval({ embeddings, labels })),
    );
    expect(trained!.precisionAt1).toBeGreaterThan(0.95);
    expect(trained!.mapAtR).toBeGreaterThan(0.85);
    expect(encoder!.mapAtR).toBeLessThan(0.5);
    expect(result.metrics.unseen!.precisionAt1).toBeGreaterThan(0.9);
  });

  it('leaves a folder with the tokenizer, pictures and a report', () => {
    expect(readFileSync(join(out, 'tokenizer.json'), 'utf8')).toBe(tokenizer);
    expect(existsSync(join(out, 'report.html'))).toBe(true);
  });

  it('trains on the same texts by the triplets of Matryoshka prefixes', async () => {
    const { metrics } = await train({
      ...options,
      dataset: await load(table, { label: 'meaning', text }),
      network: fromOnnx(encoderPath, { pooling: 'class-token' }),
      loss: 'matryoshka',
      lossOptions: { dims: [4, 8] },
      epochs: 1,
      plots: false,
      out: join(folder, 'matryoshka'),
    });
    expect(metrics.rocAuc).toBeGreaterThan(0.5);
  });

  it('trains on a list of pairs of texts', async () => {
    const pairs = join(folder, 'pairs.csv');
    const all = paraphrases(20, 6);
    const rows = all.map(({ text }, i) => {
      const other = all[i % 2 === 0 ? i - (i % 6) + ((i + 1) % 6) : (i + 12) % all.length]!.text;
      return `${text},${other},${i % 2 === 0 ? 1 : 0}`;
    });
    writeFileSync(pairs, ['a,b,same', ...rows, ''].join('\n'));
    const { metrics } = await train({
      ...options,
      methodOptions: {},
      dataset: await load(pairs, { text }),
      network: fromOnnx(encoderPath, { train: 'all' }),
      epochs: 1,
      plots: false,
      method: 'siamese',
      out: join(folder, 'pairs'),
    });
    expect(metrics.evaluatedOn).toMatch(/pairs of the test part/);
  });

  it('says what to do where the encoder has too few places', async () => {
    const long = join(folder, 'long.csv');
    const text = 'the dog and '.repeat(30);
    writeFileSync(long, `label,text\n${['a', 'b', 'a', 'b'].map(label => `${label},${text}\n`.repeat(6)).join('')}`);
    const dataset = await load(long, { text: { tokenizer } });
    const network = fromOnnx(encoderPath);
    await expect(train({ ...options, network, dataset, epochs: 1, out: join(folder, 'no') })).rejects.toThrow(
      /expected samples that it can take, got samples of shape \[96\]; .* Set fewer tokens by --network-option length=N\.$/,
    );
  });

  it('refuses methods that would decode texts', async () => {
    const dataset = await load(table, { label: 'meaning', text });
    const network = fromOnnx(encoderPath);
    const vae = { ...options, methodOptions: {}, network, dataset, method: 'vae', epochs: 1, out: join(folder, 'no') };
    await expect(train(vae)).rejects.toThrow(
      'method vae: expected images or rows of numbers, which it decodes, got texts. Use another --method.',
    );
  });

  it('refuses images', async () => {
    const network = fromOnnx(encoderPath);
    await expect(train({ ...options, network, dataset: 'glyphs', epochs: 1, out: join(folder, 'no') })).rejects.toThrow(
      'it takes texts, as a table with a column of words. Train on a table with a column of texts.',
    );
  });
});

describe('openRun(path) of a run on texts', () => {
  it('embeds texts, and finds the nearer of two', async () => {
    const texts = ['The dog buys the big car.', 'A hound purchases the large automobile.', 'A kid fixes the red boat.'];
    expect((await run.embed(texts)).shape).toEqual([3, 8]);
    const { data } = await run.distance([texts[0]!, texts[0]!], [texts[1]!, texts[2]!]);
    expect(data[0]).toBeLessThan(data[1]! / 2);
  });

  it('reads tables, text files and texts', async () => {
    const lines = join(folder, 'lines.txt');
    writeFileSync(lines, 'the dog\nthe cat\n');
    expect(await run.read(lines)).toMatchObject({ ids: ['lines.txt:1', 'lines.txt:2'] });
    expect(await run.read(['the old dog', lines])).toMatchObject({
      ids: ['the old dog', 'lines.txt:1', 'lines.txt:2'],
    });
    await expect(run.read('missing.csv')).rejects.toThrow('missing.csv: expected a file, a folder or a data set');
  });

  it('exports a bundle that takes texts, too', async () => {
    const texts = ['the dog', 'the old red car'];
    await run.export({ format: 'bundle', out: join(folder, 'bundle') });
    const bundle = await openRun(join(folder, 'bundle'));
    expect((await bundle.embed(texts)).data).toEqual((await run.embed(texts)).data);
    await bundle.close();
  });

  it('verifies the pairs of a table of texts', async () => {
    const found = await run.verifyPairs(join(folder, 'pairs.csv'));
    expect(found.a).toHaveLength(120);
    expect(found.decisions!.accuracy).toBeGreaterThan(0.9);
  });

  it('refuses texts where a run was trained on other samples', async () => {
    const { metrics: _, ...other } = await train({
      dataset: {
        train: { samples: [[0], [1], [5], [6], [0], [1], [5], [6]], labels: [0, 0, 1, 1, 0, 0, 1, 1] },
        test: { samples: [[0], [1], [5], [6]], labels: [0, 0, 1, 1] },
      },
      network: 'mlp',
      epochs: 1,
      threads: 1,
      plots: false,
      methodOptions: { samplesPerClass: 2 },
      batchSize: 4,
      out: join(folder, 'numbers'),
    });
    const numbers = await openRun(other.runDir);
    await expect(numbers.embed(['the dog'])).rejects.toThrow(
      'run.embed: expected numbers, since the run was not trained on texts, got "the dog".',
    );
    await numbers.close();
  });
});
