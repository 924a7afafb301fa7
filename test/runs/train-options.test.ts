import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { glyphs } from '../../src/data/glyphs.ts';
import { contrastiveLoss } from '../../src/losses/index.ts';
import { readConfig } from '../../src/runs/config-file.ts';
import { runName, runTitle } from '../../src/runs/title.ts';
import { train } from '../../src/runs/train.ts';
import { parseConfig } from '../../src/training/config.ts';
import { temporaryFolder } from '../support/cli.ts';

const dataset = glyphs({ classes: { train: 6, validation: 5, test: 5 }, perClass: 6 });
const quick = { dataset, network: 'mlp', dim: 4, threads: 1, plots: false } as const;
const json = (folder: string, file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8'));

describe('train(options)', () => {
  const out = join(temporaryFolder(), 'run');
  let result: Awaited<ReturnType<typeof train>>;
  beforeAll(async () => {
    result = await train({ ...quick, epochs: 2, loss: contrastiveLoss(), miner: 'hard', out });
  });

  it('names loss and miner, and has the last validation in its result', () => {
    const history = readFileSync(join(out, 'history.jsonl'), 'utf8').trim().split('\n');
    const { validation } = JSON.parse(history.at(-1)!);
    expect(result).toMatchObject({ method: 'online', loss: 'contrastive', miner: 'hard', validation });
    expect(validation.mapAtR).toBeGreaterThan(0);
    expect(json(out, 'metrics.json')).toEqual(result);
  });

  it('writes into config.json what the method filled in, and what came from code', async () => {
    const config = json(out, 'config.json');
    expect(config).toMatchObject({ loss: 'contrastive', fromCode: ['dataset', 'loss'] });
    expect(config.filledIn).toMatchObject({ batchSize: 150, samplesPerClass: 25 });
    await expect(readConfig(join(out, 'config.json'))).rejects.toThrow(
      'config.json: expected options that a file can hold, got the dataset "glyphs", which came from code.',
    );
  });

  it('{ resume } asks for what came from code', async () => {
    await expect(train({ out, resume: true, dataset })).rejects.toThrow(
      '--resume: expected the run\'s own loss, "contrastive", which came from code, got none. Give it again: by the same --config file, or in code by train({ out, resume: true, loss }).',
    );
  });

  it('{ resume, epochs } goes on to more epochs, by the schedule of the new length, and refuses fewer than are done', async () => {
    const again = { out, resume: true, dataset, loss: contrastiveLoss() };
    await expect(train({ ...again, epochs: 1 })).rejects.toThrow(
      '--resume: expected at least the 2 epochs that the run has begun, got 1. Begin a new run.',
    );
    const longer = await train({ ...again, epochs: 3 });
    expect(longer).toMatchObject({ epochs: 3 });
    expect(json(out, 'config.json')).toMatchObject({ epochs: 3, plots: false, filledIn: { samplesPerClass: 25 } });
    const epochs = readFileSync(join(out, 'history.jsonl'), 'utf8').match(/"kind":"epoch"/g);
    expect(epochs).toHaveLength(3);
    expect(existsSync(join(out, 'report.html'))).toBe(false); // plots: false is remembered
  });
});

it('train({ threads }) refuses more than four for each core', async () => {
  const cores = availableParallelism();
  await expect(train({ ...quick, threads: 4 * cores + 1, out: join(temporaryFolder(), 'run') })).rejects.toThrow(
    `--threads: expected at most ${4 * cores}, 4 for each of the machine's`,
  );
});

it('train({ out }) says in words where it cannot write', async () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  await expect(train({ ...quick, out: join(file, 'run') })).rejects.toThrow(
    'run: expected a place that can be written to, got a file where a folder should be',
  );
});

it('readConfig(path) takes what a run has printed without what is for people', async () => {
  const path = join(temporaryFolder(), 'config.json');
  writeFileSync(path, JSON.stringify({ nearfar: '0.1.0', dim: 4, filledIn: { batchSize: 250 } }));
  expect(await readConfig(path)).toEqual({ dim: 4 });
});

it('runTitle(config) and runName(config) name loss and miner', () => {
  const config = parseConfig({ loss: 'nt-xent', miner: 'semihard' });
  expect(runTitle(config)).toBe('online (loss nt-xent, miner semihard) on glyphs');
  expect(runName(config)).toBe('glyphs-online-nt-xent-semihard');
  expect(runTitle(parseConfig({ method: 'siamese', dataset: 'mnist' }))).toBe('siamese on mnist');
});
