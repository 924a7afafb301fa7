import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import sharp from 'sharp';
import { glyphs } from '../../src/data/glyphs.ts';
import { readIdxImages } from '../../src/data/idx.ts';
import { readSamples } from '../../src/data/read-samples.ts';
import { unzipped } from '../../src/data/zip.ts';
import { FolderLock, LOCK } from '../../src/folder-lock.ts';
import { readOnnx } from '../../src/graph/onnx/import.ts';
import { readConfig } from '../../src/runs/config-file.ts';
import { readFrames } from '../../src/runs/frames.ts';
import { readPairs } from '../../src/runs/pairs-file.ts';
import { RunFolder } from '../../src/runs/run-folder.ts';
import { train } from '../../src/runs/train.ts';
import { datasetOf, methodOf, networkOf } from '../../src/training/assemble.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../../src/training/checkpoint.ts';
import { parseConfig } from '../../src/training/config.ts';
import { withModel } from '../../src/training/model.ts';
import { idxBytes } from '../data/idx-bytes.ts';
import { foreignNetworks } from './foreign-networks.ts';
import { ownFormats } from './own-formats.ts';

/** A format that the library reads. */
export interface Format {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly isText: boolean;
  /** Reads bytes as the library does; may throw. */
  readonly read: (bytes: Uint8Array) => Promise<unknown>;
  /** Whether native code reads it, so that a mutation may end the process. */
  readonly isNative?: true;
}

const SIDE = 8;

/** All formats, with an intact example of each; those of a run come from a small one that is trained here. */
export async function formats(): Promise<readonly Format[]> {
  const folder = mkdtempSync(join(tmpdir(), 'nearfar-soak-'));
  const path = join(folder, 'run');
  const dataset = glyphs({ classes: { train: 6, validation: 4, test: 4 }, perClass: 8, size: SIDE });
  const options = { network: 'mlp', dim: 3, epochs: 1, method: 'siamese', batchSize: 8, threads: 1 } as const;
  await train({ ...options, dataset, out: path });
  const run = RunFolder.open(path);

  /** A file of the run: mutations are written in its place, and the folder is read again. */
  const ofRun = (name: string, isText: boolean, read: () => unknown): Format => {
    const file = join(path, name);
    const bytes = Uint8Array.from(readFileSync(file));
    return {
      name,
      bytes,
      isText,
      async read(mutation) {
        writeFileSync(file, mutation);
        try {
          await read();
        } finally {
          writeFileSync(file, bytes);
        }
      },
    };
  };
  /** A file of its own. */
  const ofFile = (name: string, bytes: Uint8Array, isText: boolean, read: (file: string) => unknown): Format => {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    return {
      name,
      bytes,
      isText,
      async read(mutation) {
        writeFileSync(file, mutation);
        await read(file);
      },
    };
  };
  const text = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
  const images = idxBytes(
    [3, SIDE, SIDE],
    Uint8Array.from({ length: 3 * SIDE * SIDE }, (_, i) => i),
  );
  const png = await sharp({ create: { width: SIDE, height: SIDE, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
  const zip = zipSync({ 'a/1.bin': images, 'b/2.bin': images.subarray(0, 50) });
  const bounds = { entryBytes: 1000, totalBytes: 2000 };
  const onnx = Uint8Array.from(readFileSync(join(path, 'model.onnx')));
  const sample = { data: new Uint8Array(SIDE * SIDE), shape: [1, 1, SIDE, SIDE] };
  const { progress, values } = run.checkpoint!;
  const owner = { pid: 2 ** 22 + 1, host: hostname(), token: 'x' }; // No process has a number that high.

  return [
    ofRun('checkpoint/latest.safetensors', false, () => run.checkpoint),
    {
      name: 'checkpoint, its checksum right',
      bytes: text(progress),
      isText: true,
      async read(bytes) {
        const lie = parsedOr(new TextDecoder().decode(bytes), progress);
        decodeCheckpoint(encodeCheckpoint({ progress: lie, values }), 'the checkpoint');
      },
    },
    ofRun('config.json', true, () => RunFolder.open(path).config),
    ofRun('history.jsonl', true, () => [run.history, run.truncateHistory(1)]),
    ofRun('metrics.json', true, () => run.metrics),
    ofRun('checkpoint/frames/samples.json', true, () => readFrames(run)),
    ofRun('checkpoint/frames/00000000.f32', false, () => readFrames(run)),
    ofRun('pairs.parquet', false, () => readPairs(join(path, 'pairs.parquet'))),
    ofFile(
      'options.json',
      text({
        ...options,
        lr: 0.1,
        loss: 'contrastive',
        lossOptions: { posMargin: 0.1 },
        method: 'online',
        dataset: 'glyphs',
      }),
      true,
      async file => {
        const config = parseConfig(await readConfig(file));
        methodOf(config);
        networkOf(config);
        if (typeof config.dataset === 'object') await datasetOf(config, () => {});
      },
    ),
    ofFile(`locked/${LOCK}`, text(owner), true, file => FolderLock.take(dirname(file)).release()),
    ofFile('images.idx', images, false, file => readIdxImages({ name: file, bytes: readFileSync(file) })),
    ofFile('images.idx.gz', gzipSync(images), false, file => readIdxImages({ name: file, bytes: readFileSync(file) })),
    ofFile('images.zip', zip, false, file => unzipped({ name: file, bytes: readFileSync(file) }, () => true, bounds)),
    { ...ofFile('image.png', png, false, file => readSamples(file, [1, SIDE, SIDE])), isNative: true },
    ...foreignNetworks,
    { name: 'model.onnx, read back', bytes: onnx, isText: false, read: async bytes => readOnnx(bytes) },
    {
      name: 'model.onnx, run',
      bytes: onnx,
      isText: false,
      isNative: true,
      read: bytes => withModel({ 'model.onnx': bytes }, { threads: 1 }, model => model.embed(sample)),
    },
    ...(await ownFormats()),
  ];
}

/** What a JSON text says, or a default where it is none. */
function parsedOr<T>(text: string, otherwise: T): T {
  try {
    return JSON.parse(text) as T;
  } catch {
    return otherwise;
  }
}
