import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RunFolder } from '../../src/runs/run-folder.ts';
import { parseConfig } from '../../src/training/config.ts';
import { temporaryFolder } from '../support/cli.ts';

const config = parseConfig({ epochs: 1 });

/** A run's folder with these files besides its config. */
function folderWith(files: Readonly<Record<string, string>>): RunFolder {
  const path = join(temporaryFolder(), 'run');
  RunFolder.create(path, config).release();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
  return RunFolder.open(path);
}

const step = (n: number) => JSON.stringify({ kind: 'step', epoch: 1, step: n, loss: 1, metrics: { spread: 0.5 } });

describe('RunFolder.create(path, config)', () => {
  it('takes a folder that a run left which was killed before its config was written', () => {
    const path = temporaryFolder();
    writeFileSync(join(path, '.config.json.0123abcd'), '{"near');
    mkdirSync(join(path, 'letters'));
    expect(() => RunFolder.create(path, config)).toThrow('which holds something else');
    rmdirSync(join(path, 'letters'));
    RunFolder.create(path, config).release();
    expect(readdirSync(path)).toEqual(['config.json']);
  });

  it('is refused to a second writer, and leaves the folder to the first', () => {
    const path = join(temporaryFolder(), 'run');
    const folder = RunFolder.create(path, config);
    expect(() => RunFolder.reopen(path)).toThrow(`one in use by process ${process.pid}`);
    folder.release();
    RunFolder.reopen(path).release();
    expect(readdirSync(path)).toEqual(['config.json']);
  });
});

it('RunFolder.reopen(path) removes what a killed writer left', () => {
  const { path } = folderWith({ '.model.onnx.0123abcd': 'half' });
  mkdirSync(join(path, 'checkpoint/frames'), { recursive: true });
  writeFileSync(join(path, 'checkpoint/.latest.safetensors.0123abcd'), 'half');
  writeFileSync(join(path, 'checkpoint/frames/.0001.f32.0123abcd'), 'half');
  RunFolder.reopen(path).release();
  expect(readdirSync(path, { recursive: true }).sort()).toEqual(['checkpoint', 'checkpoint/frames', 'config.json']);
});

describe('discard({ stays })', () => {
  it('removes the folder, or only what it holds', () => {
    const path = temporaryFolder();
    const folder = RunFolder.create(join(path, 'run'), config);
    folder.discard({ stays: true });
    expect(readdirSync(path, { recursive: true })).toEqual(['run']);
    folder.discard({ stays: false });
    expect(readdirSync(path)).toEqual([]);
  });
});

describe('the history of a run', () => {
  it('is read back, and cut to the lines that a checkpoint counts', () => {
    const folder = folderWith({ 'history.jsonl': `${step(1)}\n${step(2)}\n${step(3)}\n{"kind":"st` });
    folder.truncateHistory(2);
    expect(folder.history.map(line => line.step)).toEqual([1, 2]);
    expect(readFileSync(folder.file('history.jsonl'), 'utf8')).toBe(`${step(1)}\n${step(2)}\n`);
  });

  it.each([
    ['text', 'hello', 'line 2: expected a record of a run’s history as JSON, got '],
    ['null for a number', step(2).replace('0.5', 'null'), 'got something else in "metrics.spread"'],
    ['another kind', step(2).replace('step', 'stop'), 'got something else in "kind"'],
    ['a list', '[]', 'line 2: expected a record of a run’s history, got something else in its value'],
  ])('with %s is an error that names the line', (_, line, message) => {
    const folder = folderWith({ 'history.jsonl': `${step(1)}\n${line}\n${step(3)}\n` });
    expect(() => folder.history).toThrow(message);
    expect(() => folder.truncateHistory(3)).toThrow(message);
    expect(() => folder.history).toThrow('Put the file back, or train anew.');
  });

  it('with fewer lines than the checkpoint counts is an error', () => {
    expect(() => folderWith({ 'history.jsonl': `${step(1)}\n` }).truncateHistory(2)).toThrow(
      'history.jsonl: expected the 2 lines that the checkpoint counts, got 1. Put the file back, or train anew.',
    );
  });
});

describe('the metrics of a run', () => {
  const result = {
    runDir: 'x',
    method: 'triplet',
    dataset: 'glyphs',
    dim: 4,
    epochs: 1,
    trainSeconds: 1,
    imagesPerSecond: 1,
    metrics: { rocAuc: 0.9, eer: 0.1, evaluatedOn: 'all', somethingNew: { a: 1 } },
  };

  it('are read back with those that a later version may add', () => {
    expect(folderWith({ 'metrics.json': JSON.stringify(result) }).metrics).toEqual(result);
  });

  it.each([
    ['a text', '"x"', 'expected a run’s metrics, got something else in its value'],
    ['a cut file', '{"runDir":', 'expected a run’s metrics as JSON'],
    ['no metrics', JSON.stringify({ ...result, metrics: {} }), 'got something else in "metrics.rocAuc"'],
    ['a text for a number', JSON.stringify({ ...result, dim: '4' }), 'got something else in "dim"'],
  ])('from %s are an error', (_, text, message) => {
    expect(() => folderWith({ 'metrics.json': text }).metrics).toThrow(message);
  });
});
