import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { glyphs } from '../../src/data/glyphs.ts';
import { importOnnx } from '../../src/graph/index.ts';
import { Interrupted } from '../../src/runs/result.ts';
import { RunFolder } from '../../src/runs/run-folder.ts';
import { train } from '../../src/runs/train.ts';
import type { TrainEvent } from '../../src/training/events.ts';
import type { TrainOptions } from '../../src/training/train-options.ts';
import { temporaryFolder } from '../support/cli.ts';
import { convolutionalModel } from '../support/foreign-model.ts';

const dataset = glyphs({ classes: { train: 6, validation: 4, test: 4 }, perClass: 8, size: 8 });
const folder = temporaryFolder();
const path = join(folder, 'net.onnx');
const bytes = convolutionalModel();
writeFileSync(path, bytes);
const CONV = 'encoder.backbone.conv.weight';
const original = importOnnx(bytes).parameters['conv.weight']!.data;
const options: TrainOptions = {
  dataset,
  network: path,
  networkOptions: { train: 'all' },
  dim: 3,
  epochs: 2,
  threads: 1,
  plots: false,
  method: 'classification',
  batchSize: 16,
  schedule: 'constant',
};
const place = (name: string) => join(folder, name);
const valuesOf = (name: string) => RunFolder.open(place(name)).checkpoint!.values;

/** How far the weights of the file have gone. */
const moved = (name: string) => Math.max(...valuesOf(name)[CONV]!.data.map((v, i) => Math.abs(v - original[i]!)));

describe('train({ backboneLr })', () => {
  it('is the rate of the pretrained weights, half of lr by default', async () => {
    await train({ ...options, out: place('default') });
    await train({ ...options, backboneLr: 1e-3, out: place('half') });
    await train({ ...options, backboneLr: 2e-5, out: place('hundredth') });
    expect(valuesOf('default')).toEqual(valuesOf('half'));
    expect(moved('half') / moved('hundredth')).toBeGreaterThan(5);
    expect(moved('half')).toBeGreaterThan(1e-4);
  });
});

describe('train({ unfreezeAfter })', () => {
  const staged = { ...options, unfreezeAfter: 1, epochs: 3 };

  it('first trains the head over features, then all, and is resumed in each part to the same bits', async () => {
    const passes: number[] = [];
    const onEvent = (event: TrainEvent) => {
      if (event.type === 'features' && event.done === event.total) passes.push(event.total);
    };
    await train({ ...staged, out: place('straight') }, { onEvent });
    expect(passes).toEqual([48, 32]);
    expect(moved('straight')).toBeGreaterThan(1e-4);
    const history = readFileSync(join(place('straight'), 'history.jsonl'), 'utf8').split('\n');
    expect(history.filter(line => line.includes('"kind":"epoch"'))).toHaveLength(3);

    for (const [name, last] of [
      ['first', 'step 2'],
      ['between', 'epoch 1'],
      ['second', 'step 5'],
    ] as const) {
      const controller = new AbortController();
      const stop = (event: TrainEvent) => {
        const done = event.type === 'step' ? `step ${event.epoch * event.steps + event.step}` : '';
        if (done === last || (event.type === 'epoch' && last === `epoch ${event.record.epoch}`)) controller.abort();
      };
      const running = train({ ...staged, out: place(name) }, { onEvent: stop, signal: controller.signal });
      await expect(running).rejects.toThrow(Interrupted);
      expect(CONV in valuesOf(name)).toBe(name === 'second');
      await train({ ...staged, out: place(name), resume: true });
      expect(valuesOf(name)).toEqual(valuesOf('straight'));
      expect(
        readFileSync(join(place(name), 'model.onnx')).equals(readFileSync(join(place('straight'), 'model.onnx'))),
      ).toBe(true);
    }
  });

  it('holds the network over samples that are varied, too', async () => {
    const varied = { ...staged, augment: 'flip' };
    const controller = new AbortController();
    const onEvent = ({ type }: TrainEvent) => {
      if (type === 'epoch') controller.abort();
    };
    const running = train({ ...varied, out: place('varied') }, { onEvent, signal: controller.signal });
    await expect(running).rejects.toThrow(Interrupted);
    expect(CONV in valuesOf('varied')).toBe(false);
    await train({ ...varied, out: place('varied'), resume: true });
    expect(moved('varied')).toBeGreaterThan(1e-4);
  });
});

describe('train refuses', () => {
  const NONE = 'Give an ONNX file by --network, with --network-option train=all (or a part of it), or leave it out.';
  it.each<[string, TrainOptions, string]>([
    [
      'a rate for pretrained weights of a network without',
      { network: 'mlp', networkOptions: undefined as never, backboneLr: 1e-4 },
      `--backbone-lr: expected a network with pretrained weights that are trained, got another. ${NONE}`,
    ],
    [
      'a rate for weights that are frozen',
      { networkOptions: { train: 'head' }, backboneLr: 1e-4 },
      `--backbone-lr: expected a network with pretrained weights that are trained, got a frozen one. ${NONE}`,
    ],
    [
      'to unfreeze what is frozen',
      { networkOptions: { train: 'head' }, unfreezeAfter: 1 },
      `--unfreeze-after: expected a network with pretrained weights that are trained, got a frozen one. ${NONE}`,
    ],
    [
      'to unfreeze when the run is over',
      { unfreezeAfter: 2 },
      '--unfreeze-after: expected fewer than the 2 epochs of the run, got 2.',
    ],
    [
      'to hold other weights than the file’s',
      { unfreezeAfter: 1, init: 'runs/a' },
      '--unfreeze-after: expected a network with the weights of its file, got --init. Leave one of them out.',
    ],
    [
      'to warm up for longer than the run',
      { warmUp: 6 },
      '--warm-up: expected fewer than the 6 steps of the run, got 6.',
    ],
  ])('%s', async (_, given, message) => {
    await expect(train({ ...options, ...given, out: place('refused') })).rejects.toThrow(message);
  });
});
