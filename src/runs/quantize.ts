import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NearfarError } from '../errors.ts';
import { decodedModel } from '../graph/onnx/decode.ts';
import { observing, quantizable, valuesOf } from '../graph/onnx/quantizable.ts';
import { quantized, type Range } from '../graph/onnx/quantize.ts';
import { encodeModel, type ModelProto } from '../graph/onnx/schema.ts';
import { buffer, openSession, type SessionOptions, writeSimplified } from '../graph/runtime.ts';
import { areBytes, rowsBetween } from '../nd-array.ts';
import { Random } from '../random.ts';
import type { Samples } from '../training/model.ts';

/** Which range of a value is kept: all that was seen, or all but the outermost ten-thousandth on either side. */
export type RangeRule = 'min-max' | 'percentile';

/** A network with weights and activations of 8 bits. */
export interface QuantizedNetwork {
  readonly bytes: Uint8Array;
  /** The rule by which the embeddings of the calibration samples changed least. */
  readonly ranges: RangeRule;
  /** How many operators compute with whole numbers. */
  readonly layers: number;
}

const OUTERMOST = 1e-4;
/** Samples that are run at once: each keeps all its activations. */
const BLOCK = 16;
/** Numbers of each value that the percentiles are taken of, about. */
const KEPT = 2 ** 18;

/**
 * The network of a `model.onnx` with an embedding, quantised by the activations of samples. Both rules for ranges are tried.
 *
 * @throws NearfarError where nothing in it can be quantised
 */
export async function quantizeNetwork(
  network: Uint8Array,
  samples: Samples,
  options: SessionOptions,
): Promise<QuantizedNetwork> {
  const model = await simplified(network);
  const found = quantizable(model);
  if (found.length === 0) {
    const expected = 'a network with Conv, Gemm or MatMul whose weights are constants';
    throw new NearfarError({ who: 'onnx-int8', expected, got: 'one without', fix: 'Export it as onnx' });
  }
  const names = valuesOf(found);
  const seen = new Map(names.map(name => [name, new Seen(Math.ceil((KEPT * BLOCK) / samples.shape[0]!))]));
  const before = await embeddings(encodeModel(observing(model, names)), samples, options, (name, values) =>
    seen.get(name)?.add(values),
  );
  const tried = [];
  for (const rule of ['min-max', 'percentile'] as const) {
    const bytes = encodeModel(quantized(model, new Map([...seen].map(([name, each]) => [name, each.range(rule)]))));
    const after = await embeddings(bytes, samples, options);
    tried.push({ bytes, ranges: rule, layers: found.length, error: squaredError(before, after) });
  }
  const [first, second] = tried;
  const { error: _, ...best } = second!.error < first!.error ? second! : first!;
  return best;
}

/** As the runtime simplifies it, in the domains of operators that it uses. */
async function simplified(network: Uint8Array): Promise<ModelProto> {
  const folder = mkdtempSync(join(tmpdir(), 'nearfar-'));
  try {
    const path = join(folder, 'model.onnx');
    await writeSimplified(network, path);
    const model = decodedModel(readFileSync(path), 'onnx-int8');
    const used = new Set(model.graph.node.map(({ domain = '' }) => domain));
    return { ...model, opsetImport: model.opsetImport.filter(({ domain = '' }) => used.has(domain)) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The numbers that a value had: the least, the greatest, and a part of all, drawn at random. */
class Seen {
  readonly #random = new Random(0).fork('quantisation');
  readonly #each: number;
  readonly #some: number[] = [];
  #least = 0;
  #greatest = 0;

  /** `each`: how many are drawn of a block */
  constructor(each: number) {
    this.#each = each;
  }

  add(values: Float32Array): void {
    for (const value of values) {
      if (value < this.#least) this.#least = value;
      if (value > this.#greatest) this.#greatest = value;
    }
    const all = values.length <= this.#each;
    const count = all ? values.length : this.#each;
    for (let i = 0; i < count; i++) this.#some.push(values[all ? i : this.#random.int(values.length)]!);
  }

  range(rule: RangeRule): Range {
    if (rule === 'min-max') return { least: this.#least, greatest: this.#greatest };
    const sorted = Float32Array.from(this.#some).sort();
    const last = sorted.length - 1;
    return { least: sorted[Math.floor(OUTERMOST * last)]!, greatest: sorted[Math.ceil((1 - OUTERMOST) * last)]! };
  }
}

/** The embeddings of samples, a block at a time; `observe` is told the other outputs. */
async function embeddings(
  bytes: Uint8Array,
  samples: Samples,
  options: SessionOptions,
  observe: (name: string, values: Float32Array) => void = () => {},
): Promise<readonly Float32Array[]> {
  const session = await openSession(bytes, options);
  try {
    const [n = 0, ...sample] = samples.shape;
    const all: Float32Array[] = [];
    for (let start = 0; start < n; start += BLOCK) {
      const end = Math.min(start + BLOCK, n);
      const data = rowsBetween(samples, start, end);
      const input = buffer(areBytes(samples) ? 'uint8' : 'float32', [end - start, ...sample], data);
      const { embedding, ...others } = await session.run({ input });
      all.push(embedding!.data as Float32Array);
      for (const [name, { data: values }] of Object.entries(others)) observe(name, values as Float32Array);
    }
    return all;
  } finally {
    await session.release();
  }
}

const squaredError = (a: readonly Float32Array[], b: readonly Float32Array[]): number =>
  a.reduce((sum, block, i) => sum + block.reduce((part, value, k) => part + (value - b[i]![k]!) ** 2, 0), 0);
