import { extname } from 'node:path';
import { UsageError, unknownName } from '../errors.ts';
import { writeWhole } from '../files.ts';
import { readOnnx } from '../graph/onnx/import.ts';
import type { NdArray } from '../nd-array.ts';
import { sessionOptions } from '../training/assemble.ts';
import type { TrainEvent } from '../training/events.ts';
import type { ModelFiles } from '../training/model.ts';
import { safetensorsBytes } from '../training/safetensors.ts';
import { foreignName, type WeightNames } from '../training/weight-names.ts';
import { requireSame } from './check-node.ts';
import { checkRuntimes, type RuntimeCheck } from './check-runtimes.ts';
import { writeBundle } from './export-bundle.ts';
import { readWeightNames } from './initial-weights.ts';
import { type Quantization, quantizeRun } from './quantize-run.ts';
import type { RunFolder } from './run-folder.ts';

/** What a run is written as. */
export type ExportFormat = 'onnx' | 'onnx-int8' | 'safetensors' | 'bundle';

/** Options of an export. */
export interface ExportRunOptions {
  /**
   * `onnx`: the network as one file (beside it, of methods that have them, `NAME.scorer.onnx` and `NAME.decoder.onnx`); `onnx-int8`: the
   * same with weights and activations of 8 bits, a quarter of the size, and what that costs; `safetensors`: its weights by name;
   * `bundle`: a folder with all that others need: network, index, thresholds, metrics, config, model card and report.
   */
  readonly format: ExportFormat;
  /** The file, or of `bundle` the folder, which must be empty or not there yet. */
  readonly out: string;
  /**
   * Of `bundle`: what its index holds, as `run.read` takes it, of any size. Default: the run's training data, at most 10 000 samples
   * drawn from them; none for a method with a learned distance.
   */
  readonly gallery?: string | undefined;
  /** Of `onnx-int8` and `bundle`: a folder that has the data sets' files already. Default: the run's own, or `NEARFAR_DATA`. */
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
  /** Of `onnx-int8` and `bundle`: what runtimes other than onnxruntime-node made of the networks. */
  readonly checks?: readonly RuntimeCheck[];
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
  { format, out, gallery, dataDir, mapping }: ExportRunOptions,
  { onEvent = () => {} }: ExportHooks = {},
): Promise<Exported> {
  if (!Object.hasOwn(ENDINGS, format)) throw unknownName('--format', 'a format', format, Object.keys(ENDINGS));
  const ending = ENDINGS[format];
  if (ending !== undefined && extname(out) !== ending)
    throw new UsageError({ who: '--out', expected: `a file that ends in ${ending}`, got: `"${out}"` });
  if (gallery !== undefined && format !== 'bundle')
    throw new UsageError({ who: '--gallery', expected: '--format bundle beside it', got: format });
  if (mapping !== undefined && format !== 'safetensors')
    throw new UsageError({ who: '--mapping', expected: '--format safetensors beside it', got: format });
  const files = folder.model;
  if (format === 'safetensors') {
    writeWhole(out, weightsOf(files, mapping === undefined ? {} : readWeightNames(mapping)));
    return { files: [out] };
  }
  const config = { ...folder.config, ...(dataDir !== undefined && { dataDir }) };
  if (format === 'bundle') return writeBundle({ folder, config, files, gallery, onEvent }, out);
  if (format === 'onnx') return { files: await writeNetwork(folder, files, out) };
  const { files: quantized, quantization } = await quantizeRun({ folder, config, onEvent }, files);
  const written = await writeNetwork(folder, quantized, out);
  return { files: written, quantization, checks: await checkRuntimes(written) };
}

/** The network as one file, others beside it. */
async function writeNetwork(folder: RunFolder, files: ModelFiles, out: string): Promise<string[]> {
  const written = Object.entries(files).map(([name, bytes]) => {
    const path = name === 'model.onnx' ? out : out.replace(/onnx$/, name);
    writeWhole(path, bytes);
    return [name, path] as const;
  });
  const pathOf = (name: string) => written.find(([each]) => each === name)?.[1];
  await requireSame(files, pathOf, sessionOptions(folder.config));
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
