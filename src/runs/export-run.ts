import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { NearfarError, UsageError, unknownName } from '../errors.ts';
import { writeWhole } from '../files.ts';
import { readOnnx } from '../graph/onnx/import.ts';
import { type NdArray, sizeOf } from '../nd-array.ts';
import { Random } from '../random.ts';
import { sessionOptions } from '../training/assemble.ts';
import type { TrainEvent } from '../training/events.ts';
import { MODEL_FILES, type Model, type ModelFiles, type Samples, withModel } from '../training/model.ts';
import { safetensorsBytes } from '../training/safetensors.ts';
import { foreignName, type WeightNames } from '../training/weight-names.ts';
import { readWeightNames } from './initial-weights.ts';
import { modelCard } from './model-card.ts';
import { writeFolder } from './new-folder.ts';
import { type Quantization, quantizeRun } from './quantize-run.ts';
import type { RunFolder } from './run-folder.ts';

/** What a run is written as. */
export type ExportFormat = 'onnx' | 'onnx-int8' | 'safetensors' | 'bundle';

/** Options of an export. */
export interface ExportRunOptions {
  /**
   * `onnx`: the network as one file (beside it, of methods that have them, `NAME.scorer.onnx` and `NAME.decoder.onnx`); `onnx-int8`: the
   * same with weights and activations of 8 bits, a quarter of the size, and what that costs; `safetensors`: its weights by name;
   * `bundle`: a folder with all that others need: network, thresholds, metrics, config, model card and report.
   */
  readonly format: ExportFormat;
  /** The file, or of `bundle` the folder, which must be empty or not there yet. */
  readonly out: string;
  /** Of `onnx-int8`: a folder that has the data sets' files already. Default: the run's own, or `NEARFAR_DATA`. */
  readonly dataDir?: string | undefined;
  /**
   * Of `safetensors`: a JSON file with the names that the file gets and ours, as `--init-mapping` takes it. Default: our names, and
   * PyTorch's of the statistics of batch norms.
   */
  readonly mapping?: string;
}

/** Hooks of an export. */
export interface ExportHooks {
  /** Called as data sets are loaded and downloaded, and with warnings. */
  readonly onEvent?: (event: TrainEvent) => void;
}

/** What an export wrote. */
export interface Exported {
  /** The files, in their order. */
  readonly files: readonly string[];
  /** Of `onnx-int8`: how the network was quantised, and its metrics before and after. */
  readonly quantization?: Quantization;
}

const ENDINGS: Readonly<Record<ExportFormat, string | undefined>> = {
  onnx: '.onnx',
  'onnx-int8': '.onnx',
  safetensors: '.safetensors',
  bundle: undefined,
};

/** Writes a finished run for others, and checks what was written by running it. */
export async function exportRun(
  folder: RunFolder,
  { format, out, dataDir, mapping }: ExportRunOptions,
  { onEvent = () => {} }: ExportHooks = {},
): Promise<Exported> {
  if (!Object.hasOwn(ENDINGS, format)) throw unknownName('--format', 'a format', format, Object.keys(ENDINGS));
  const ending = ENDINGS[format];
  if (ending !== undefined && extname(out) !== ending)
    throw new UsageError({ who: '--out', expected: `a file that ends in ${ending}`, got: `"${out}"` });
  if (mapping !== undefined && format !== 'safetensors')
    throw new UsageError({ who: '--mapping', expected: '--format safetensors beside it', got: format });
  const files = folder.model;
  if (format === 'safetensors') {
    writeWhole(out, weightsOf(files, mapping === undefined ? {} : readWeightNames(mapping)));
    return { files: [out] };
  }
  if (format === 'bundle') return { files: await writeBundle(folder, files, out) };
  if (format === 'onnx') return { files: await writeNetwork(folder, files, out) };
  const config = { ...folder.config, ...(dataDir !== undefined && { dataDir }) };
  const { files: quantized, quantization } = await quantizeRun({ folder, config, onEvent }, files);
  return { files: await writeNetwork(folder, quantized, out), quantization };
}

/** The network as one file, others beside it. */
async function writeNetwork(folder: RunFolder, files: ModelFiles, out: string): Promise<string[]> {
  const written = Object.entries(files).map(([name, bytes]) => {
    const path = name === 'model.onnx' ? out : out.replace(/onnx$/, name);
    writeWhole(path, bytes);
    return [name, path] as const;
  });
  await requireSame(folder, files, name => written.find(([each]) => each === name)?.[1]);
  return written.map(([, path]) => path);
}

/** The weights of all files by the names that others have for them; constants have none. */
function weightsOf(files: ModelFiles, names: WeightNames): Uint8Array {
  const all = Object.values(files).map(readOnnx);
  const named = all.flatMap(({ initializers }) =>
    Object.entries(initializers).filter(([name]) => !/^constant_\d+$/.test(name)),
  );
  const owners = new Map<string, string>();
  const foreign = named.map(([name, value]) => {
    const given = foreignName(name, names);
    if ((owners.get(given) ?? name) !== name) throw twice(given, name);
    owners.set(given, name);
    return [given, value as NdArray<Float32Array>] as const;
  });
  const texts = Object.entries(all[0]!.metadata).filter(([key]) => key !== 'nearfar.classes');
  return safetensorsBytes(Object.fromEntries(foreign), {
    format: 'nearfar',
    ...Object.fromEntries(texts),
  });
}

const twice = (name: string, own: string): UsageError =>
  new UsageError({ who: '--mapping', expected: 'a name for each weight', got: `"${name}" for ${own} and another` });

/** A folder with all that others need. */
function writeBundle(folder: RunFolder, files: ModelFiles, out: string): Promise<string[]> {
  const { config, finished: result } = folder;
  return writeFolder(out, async temporary => {
    for (const [name, bytes] of Object.entries(files)) writeWhole(join(temporary, name), bytes);
    for (const name of ['config.json', 'metrics.json', 'report.html', 'tokenizer.json'])
      if (existsSync(folder.file(name))) copyFileSync(folder.file(name), join(temporary, name));
    await requireSame(folder, files, name => join(temporary, name));
    const card = await withModel(files, sessionOptions(config), model => modelCard({ result, model }));
    writeWhole(join(temporary, 'README.md'), card);
  });
}

/** @throws NearfarError unless the written files compute what the model in memory does, on random samples */
async function requireSame(
  folder: RunFolder,
  files: ModelFiles,
  pathOf: (name: string) => string | undefined,
): Promise<void> {
  const paths = MODEL_FILES.flatMap(name => (files[name] ? [[name, pathOf(name)!] as const] : []));
  const written = Object.fromEntries(paths.map(([name, path]) => [name, readFileSync(path)])) as unknown as ModelFiles;
  const options = sessionOptions(folder.config);
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
