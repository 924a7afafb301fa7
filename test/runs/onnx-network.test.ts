import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { glyphs } from '../../src/data/glyphs.ts';
import { readOnnx } from '../../src/graph/index.ts';
import { openRun } from '../../src/runs/open-run.ts';
import { train } from '../../src/runs/train.ts';
import type { TrainEvent } from '../../src/training/events.ts';
import { temporaryFolder } from '../support/cli.ts';
import { convolutionalModel } from '../support/foreign-model.ts';
import { serveHub } from '../support/hub.ts';

const dataset = glyphs({ classes: { train: 6, validation: 4, test: 4 }, perClass: 8, size: 8 });
const folder = temporaryFolder();
const path = join(folder, 'net.onnx');
writeFileSync(path, convolutionalModel());
const options = {
  dataset,
  network: path,
  dim: 3,
  epochs: 1,
  threads: 1,
  plots: false,
  method: 'siamese',
  batchSize: 8,
};

describe('train({ network: "net.onnx" })', () => {
  it.each(['head', 'all'])('trains %s, and leaves a model that embeds', async part => {
    const out = join(folder, `run-${part}`);
    await train({ ...options, networkOptions: { train: part }, out });
    const run = await openRun(out);
    const { shape } = await run.embed({ data: new Uint8Array(5 * 64), shape: [5, 1, 8, 8] });
    await run.close();
    expect(shape).toEqual([5, 3]);
    const weights = Object.values(readOnnx(readFileSync(join(out, 'model.onnx'))).initializers);
    const file = Object.values(readOnnx(readFileSync(path)).initializers)[0]!;
    const kept = weights.some(
      ({ data }) => data.length === file.data.length && data.every((v, i) => v === file.data[i]),
    );
    expect(kept).toBe(part === 'head');
  });

  it('fetches a network of the hub by its name, which the config keeps', async () => {
    const hub = await serveHub({ files: { 'onnx/model.onnx': readFileSync(path) }, large: ['onnx/model.onnx'] });
    vi.stubEnv('XDG_CACHE_HOME', join(folder, 'cache'));
    vi.stubEnv('HF_ENDPOINT', hub.url);
    const events: TrainEvent[] = [];
    const out = join(folder, 'run-hub');
    const onEvent = (event: TrainEvent) => void events.push(event);
    await train({ ...options, network: 'hf:owner/name', out }, { onEvent }).finally(async () => {
      vi.unstubAllEnvs();
      await hub.close();
    });
    expect(JSON.parse(readFileSync(join(out, 'config.json'), 'utf8'))).toMatchObject({ network: 'hf:owner/name' });
    expect(events.filter(({ type }) => type === 'download')).not.toEqual([]);
    await expect(train({ ...options, network: 'hf:owner/..', out: join(folder, 'no') })).rejects.toThrow(
      'got "hf:owner/..".',
    );
  });

  it('says which options a network of a file has, and that others have none', async () => {
    await expect(train({ ...options, networkOptions: { train: 'nothing' }, out: join(folder, 'no') })).rejects.toThrow(
      /train: a pattern that weights match/,
    );
    await expect(
      train({ ...options, network: 'mlp', networkOptions: { train: 'all' }, out: join(folder, 'no') }),
    ).rejects.toThrow(
      'train: expected a network that is an ONNX file, got networkOptions for another. Name one with --network.',
    );
  });
});
