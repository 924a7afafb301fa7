import { readFileSync } from 'node:fs';
import { NearfarError } from '../errors.ts';
import type { SessionOptions } from '../graph/runtime.ts';
import { sizeOf } from '../nd-array.ts';
import { Random } from '../random.ts';
import { MODEL_FILES, type Model, type ModelFiles, type Samples, withModel } from '../training/model.ts';

/** @throws NearfarError unless the written files compute what the model in memory does, on random samples */
export async function requireSame(
  files: ModelFiles,
  pathOf: (name: string) => string | undefined,
  options: SessionOptions,
): Promise<void> {
  const paths = MODEL_FILES.flatMap(name => (files[name] ? [[name, pathOf(name)!] as const] : []));
  const written = Object.fromEntries(paths.map(([name, path]) => [name, readFileSync(path)])) as unknown as ModelFiles;
  const before = await withModel(files, options, distances);
  const after = await withModel(written, options, distances);
  if (before.every((value, i) => value === after[i])) return;
  throw new NearfarError({
    who: paths[0]![1],
    expected: 'the numbers of the model that was written',
    got: 'others',
    fix: 'Export it again',
  });
}

const TRIED = 8;

/** Of random samples with one another. */
async function distances(model: Model): Promise<Float32Array> {
  const random = new Random(0).fork('export');
  const shape = [TRIED, ...model.sampleShape];
  const values = Array.from({ length: sizeOf(shape) }, () => random.int(256));
  const samples: Samples = {
    data: model.takesBytes ? Uint8Array.from(values) : Float32Array.from(values, x => x / 256),
    shape,
  };
  const rows = Array.from({ length: TRIED }, (_, i) => i);
  return model.distances(await model.encode(samples), rows, rows.toReversed());
}
