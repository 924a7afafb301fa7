import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { MEMORY } from '../../src/data/collection.ts';
import { glyphs } from '../../src/data/glyphs.ts';
import { clear, ingestedFolder } from '../../src/data/ingest.ts';
import { networks } from '../../src/index.ts';
import { openRun } from '../../src/runs/open-run.ts';
import { Interrupted } from '../../src/runs/result.ts';
import { RunFolder } from '../../src/runs/run-folder.ts';
import { train } from '../../src/runs/train.ts';
import type { TrainEvent } from '../../src/training/events.ts';
import type { TrainOptions } from '../../src/training/train-options.ts';
import { temporaryFolder } from '../support/cli.ts';
import { expectClose } from '../support/close.ts';
import { convolutionalModel } from '../support/foreign-model.ts';

const dataset = glyphs({ classes: { train: 6, validation: 4, test: 4 }, perClass: 8, size: 8 });
const folder = temporaryFolder();
const bytes = convolutionalModel();
const path = join(folder, 'net.onnx');
writeFileSync(path, bytes);
const frozen = networks.fromOnnx(bytes);
const { pretrained: _, ...whole } = frozen;
const options: TrainOptions = { dataset, dim: 3, epochs: 2, threads: 1, plots: false, method: 'siamese', batchSize: 8 };

let runs = 0;
async function trained(given: TrainOptions) {
  const out = join(folder, `run-${++runs}`);
  const events: TrainEvent[] = [];
  const result = await train({ ...options, out, ...given }, { onEvent: event => events.push(event) });
  const passes = events.flatMap(event =>
    event.type === 'features' && event.done === event.total ? [event.total] : [],
  );
  const notes = events.flatMap(event => ('text' in event ? [event.text] : []));
  const model = readFileSync(join(result.runDir, 'model.onnx'));
  return { ...result, passes, notes, model, checkpoint: RunFolder.open(result.runDir).checkpoint! };
}

const { mostBytes } = MEMORY;
afterEach(() => {
  MEMORY.mostBytes = mostBytes;
  vi.unstubAllEnvs();
});

describe('train({ network }) of a frozen network', () => {
  it('computes the features of each part once, and learns what it learns without', async () => {
    // Adam would make steps of the rounding of a gradient that is 0, as that of the bias is here.
    const optimizer = 'sgd';
    const [once, anew] = [await trained({ network: frozen, optimizer }), await trained({ network: whole, optimizer })];
    expect(once.passes).toEqual([48, 32]);
    expect(once.notes).toContain('The network is frozen: 4 features of 48 training samples are computed once');
    expect(anew.passes).toEqual([]);
    for (const [name, { data }] of Object.entries(anew.checkpoint.values)) {
      const own = once.checkpoint.values[name]!.data;
      expectClose(Array.from(own), Array.from(data), { what: name, relative: 1e-4, absolute: 1e-6 });
    }
    expect(once.validation!['precisionAt1']).toBe(anew.validation!['precisionAt1']);
  });

  it('leaves a whole model: raw samples in', async () => {
    const { runDir, metrics } = await trained({ network: frozen, plots: true, epochs: 1, method: 'classification' });
    expect(metrics.precisionAt1).toBeGreaterThan(0);
    const run = await openRun(runDir);
    expect((await run.embed({ data: new Uint8Array(5 * 64), shape: [5, 1, 8, 8] })).shape).toEqual([5, 3]);
    await run.close();
  });

  it('goes on from a checkpoint to the same bits', async () => {
    const network = frozen;
    const straight = await trained({ network });
    const out = join(folder, 'resumed');
    await train({ ...options, network, epochs: 1, schedule: 'constant', out });
    const constant = await trained({ network, schedule: 'constant' });
    await train({ ...options, network, epochs: 2, schedule: 'constant', out, resume: true });
    expect(RunFolder.open(out).checkpoint!.values).toEqual(constant.checkpoint.values);
    expect(straight.model.equals(constant.model)).toBe(false);
  });

  it('keeps many features in a file of the cache, with the same bits, and finds them again', async () => {
    const memory = await trained({ network: frozen });
    vi.stubEnv('XDG_CACHE_HOME', join(folder, 'cache'));
    MEMORY.mostBytes = 48 * 4 * 4 - 1; // less than the training part takes
    const stored = await trained({ network: frozen });
    expect(stored.passes).toEqual([48, 32]);
    expect(stored.model.equals(memory.model)).toBe(true);
    const again = await trained({ network: frozen });
    expect(again.passes).toEqual([32]);
    expect(again.model.equals(memory.model)).toBe(true);
    expect(clear().sets).toBe(1);
  });

  it('makes a file of features that is cut off anew', async () => {
    vi.stubEnv('XDG_CACHE_HOME', join(folder, 'cut'));
    MEMORY.mostBytes = 48 * 4 * 4 - 1;
    const first = await trained({ network: frozen });
    const [key] = readdirSync(ingestedFolder());
    const file = join(ingestedFolder(), key!, 'rows');
    truncateSync(file, 100);
    const second = await trained({ network: frozen });
    expect(statSync(file).size).toBe(48 * 4 * 4);
    expect(second.model.equals(first.model)).toBe(true);
  });

  it('computes them anew where an augmentation varies the samples, and says so', async () => {
    const { passes, notes } = await trained({ network: path, epochs: 1, augment: 'flip' });
    expect(passes).toEqual([]);
    expect(notes.join()).toContain('are computed anew in every step, since --augment varies the samples');
  });

  it('ends between two blocks where it is interrupted', async () => {
    const controller = new AbortController();
    const out = join(folder, 'interrupted');
    const onEvent = (event: TrainEvent) => {
      if (event.type === 'features') controller.abort();
    };
    const running = train({ ...options, network: frozen, out }, { onEvent, signal: controller.signal });
    await expect(running).rejects.toThrow(Interrupted);
    const { validation } = await train({ ...options, network: frozen, out, resume: true });
    expect(validation).toEqual((await trained({ network: frozen })).validation);
  });
});
