import { counted } from '../counted.ts';
import type { Dataset } from '../data/dataset.ts';
import { UsageError } from '../errors.ts';
import { withMetadata } from '../graph/onnx/metadata.ts';
import { takeRows } from '../nd-array.ts';
import { Random } from '../random.ts';
import { sessionOptions } from '../training/assemble.ts';
import { type ModelFiles, withModel } from '../training/model.ts';
import { evaluateModel } from './evaluate-model.ts';
import { quantizeNetwork, type RangeRule } from './quantize.ts';
import type { RunMetrics } from './result.ts';
import { dataOf, type Finished } from './run-data.ts';

/** What came of quantising a run's network. */
export interface Quantization {
  /** The samples whose activations set the ranges, in words. */
  readonly calibratedOn: string;
  /** The range of each activation: all that was seen, or without the outermost ten-thousandth on either side; what changed the embeddings less. */
  readonly ranges: RangeRule;
  /** How many operators compute with whole numbers of 8 bits. */
  readonly layers: number;
  /** The size of the network's file, float32 and quantised. */
  readonly bytes: { readonly before: number; readonly after: number };
  /** The metrics on the run's test set, by the float32 network and by the quantised one. */
  readonly metrics: { readonly before: RunMetrics; readonly after: RunMetrics };
}

const CALIBRATION_LIMIT = 500;
/** Fewer validation samples do not show how far activations go. */
const ENOUGH = 100;

/**
 * A run's files with a quantised network, and what that costs: both are evaluated on the run's test set. A scorer or decoder
 * beside the network stays as it is.
 *
 * @throws UsageError for a method without an embedding
 */
export async function quantizeRun(
  run: Omit<Finished, 'model' | 'options'>,
  files: ModelFiles,
): Promise<{ readonly files: ModelFiles; readonly quantization: Quantization }> {
  const options = sessionOptions(run.config);
  const { thresholds, calibration } = run.folder.finished.metrics;
  const found = { ...(thresholds && { thresholds }), ...(calibration && { calibration }) };
  return withModel(files, options, async model => {
    if (!model.embeds) {
      const got = `one of ${run.folder.finished.method}`;
      const expected = 'a run whose method has an embedding';
      throw new UsageError({ who: '--format onnx-int8', expected, got, fix: 'Export it as onnx' });
    }
    const data = await dataOf({ ...run, model, options: {} });
    run.onEvent({ type: 'phase', text: 'Quantising' });
    const { train, validation } = data;
    const isEnough = validation !== undefined && validation.labels.length >= Math.min(ENOUGH, train.labels.length);
    const samples = someOf(isEnough ? validation : train);
    const part = isEnough ? 'validation' : 'training';
    const { bytes, ...how } = await quantizeNetwork(files['model.onnx'], samples, options);
    const quantized = { ...files, 'model.onnx': withMetadata(bytes, { 'nearfar.quantized': 'int8' }) };
    run.onEvent({ type: 'phase', text: 'Evaluating both on the test set' });
    const before = (await evaluateModel(model, data, found)).metrics;
    const after = await withModel(quantized, options, async other => (await evaluateModel(other, data, found)).metrics);
    const quantization = {
      calibratedOn: counted(samples.shape[0]!, `${part} sample`),
      ...how,
      bytes: { before: files['model.onnx'].length, after: quantized['model.onnx'].length },
      metrics: { before, after },
    };
    return { files: quantized, quantization };
  });
}

function someOf({ samples }: Dataset): Dataset['samples'] {
  const order = new Random(0).fork('calibration samples').permutation(samples.shape[0]!);
  return takeRows(samples, order.subarray(0, CALIBRATION_LIMIT).sort());
}
