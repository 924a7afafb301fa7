import { bytesOf, type TypedArray } from '../../nd-array.ts';
import { nodeOf, type Quantizable, quantizable, valuesOf } from './quantizable.ts';
import type { ModelProto, NodeProto, TensorProto } from './schema.ts';
import { readTensor } from './tensor-data.ts';

/** The numbers that a value has; what lies outside is cut off. */
export interface Range {
  readonly least: number;
  readonly greatest: number;
}

/**
 * The greatest whole weight. x86 processors without VNNI add two products of a uint8 and an int8 in 16 bits (`vpmaddubsw`):
 * 2 · 255 · 64 fits, 2 · 255 · 127 does not, and would be cut off silently.
 */
const WEIGHT = 64;
/** The greatest bias: sums of products are added to it within 32 bits. */
const BIAS = 2 ** 30;

interface Written {
  readonly nodes: NodeProto[];
  readonly initializers: TensorProto[];
}

/**
 * A model whose `Conv`, `Gemm` and `MatMul` compute with whole numbers of 8 bits, written as pairs of QuantizeLinear and
 * DequantizeLinear (QDQ) as runtimes read them: weights int8, symmetric, a scale for each channel of the result; what goes in
 * uint8, by the range that it was seen in; biases int32.
 */
export function quantized(model: ModelProto, ranges: ReadonlyMap<string, Range>): ModelProto {
  const found = quantizable(model);
  const written: Written = { nodes: [], initializers: [] };
  const rounded = new Map(valuesOf(found).map(name => [name, roundTrip(written, name, ranges.get(name)!)]));
  const inputs = new Map(found.map(each => [each.node, withWholeWeights(written, each, ranges.get(each.activation)!)]));
  const results = new Set(found.map(({ result }) => result));
  const nodes = model.graph.node.map(node => {
    const whole = inputs.get(node);
    const isRounded = (name: string, i: number) => (whole !== undefined && i === 0) || results.has(name);
    return { ...node, input: (whole ?? node.input).map((name, i) => (isRounded(name, i) ? rounded.get(name)! : name)) };
  });
  const read = new Set(nodes.flatMap(({ input }) => input));
  const initializer = [...model.graph.initializer.filter(({ name }) => read.has(name!)), ...written.initializers];
  const node = inOrder(model, [...written.nodes, ...nodes], initializer);
  return { ...model, graph: { ...model.graph, node, initializer } };
}

/** Each node behind those whose results it reads. */
function inOrder({ graph }: ModelProto, nodes: readonly NodeProto[], initializer: readonly TensorProto[]): NodeProto[] {
  const known = new Set(['', ...graph.input.map(({ name }) => name), ...initializer.map(({ name }) => name!)]);
  const ordered: NodeProto[] = [];
  let waiting = nodes;
  while (waiting.length > 0) {
    const later: NodeProto[] = [];
    for (const node of waiting) {
      if (!node.input.every(name => known.has(name))) {
        later.push(node);
        continue;
      }
      ordered.push(node);
      for (const name of node.output) known.add(name);
    }
    waiting = later;
  }
  return ordered;
}

/** 0 is a whole number of the scale: padding stays exact. */
function scaleOf({ least, greatest }: Range): { readonly scale: number; readonly zero: number } {
  const [low, high] = [Math.min(least, 0), Math.max(greatest, 0)];
  const scale = Math.fround((high - low) / 255) || 1;
  return { scale, zero: Math.round(-low / scale) };
}

/** Rounds a value to uint8 and reads it back. @returns the name of what is read back */
function roundTrip({ nodes, initializers }: Written, name: string, range: Range): string {
  const { scale, zero } = scaleOf(range);
  const [s, z] = [`${name}.scale`, `${name}.zero`];
  initializers.push(tensor(s, 'float32', Float32Array.of(scale), []), tensor(z, 'uint8', Uint8Array.of(zero), []));
  nodes.push(nodeOf('QuantizeLinear', [name, s, z], `${name}.quantized`));
  nodes.push(nodeOf('DequantizeLinear', [`${name}.quantized`, s, z], `${name}.rounded`));
  return `${name}.rounded`;
}

/** Writes the weights and the bias of a node as whole numbers. @returns what the node reads */
function withWholeWeights({ nodes, initializers }: Written, each: Quantizable, range: Range): readonly string[] {
  const { node, activation, axis } = each;
  const { scale: input } = scaleOf(range);
  const { data, shape } = readTensor(each.weight);
  const bias = each.bias && readTensor(each.bias).data;
  const channels = shape[axis]!;
  const inner = shape.slice(axis + 1).reduce((product, extent) => product * extent, 1);
  const channelOf = (i: number) => Math.floor(i / inner) % channels;
  const scales = new Float32Array(channels);
  data.forEach((value, i) => {
    const c = channelOf(i);
    scales[c] = Math.max(scales[c]!, Math.abs(Number(value)) / WEIGHT);
  });
  // A bias is counted in steps of both scales: these must be wide enough for its 32 bits.
  bias?.forEach((value, c) => {
    scales[c] = Math.max(scales[c]!, Math.abs(Number(value)) / (input * BIAS));
  });
  const wide = scales.map(scale => scale || 1);
  const name = `${node.output[0]}.weight`;
  const whole = Int8Array.from(data as Float32Array, (value, i) => Math.round(value / wide[channelOf(i)]!));
  initializers.push(
    tensor(name, 'int8', whole, shape),
    tensor(`${name}.scale`, 'float32', wide, [channels]),
    tensor(`${name}.zero`, 'int8', new Int8Array(channels), [channels]),
  );
  nodes.push(nodeOf('DequantizeLinear', [name, `${name}.scale`, `${name}.zero`], `${name}.rounded`, { axis }));
  if (!bias) return [activation, `${name}.rounded`];
  const steps = wide.map(scale => scale * input);
  const b = `${node.output[0]}.bias`;
  initializers.push(
    tensor(
      b,
      'int32',
      Int32Array.from(bias as Float32Array, (value, c) => Math.round(value / steps[c]!)),
      [channels],
    ),
    tensor(`${b}.scale`, 'float32', steps, [channels]),
    tensor(`${b}.zero`, 'int32', new Int32Array(channels), [channels]),
  );
  nodes.push(nodeOf('DequantizeLinear', [b, `${b}.scale`, `${b}.zero`], `${b}.rounded`, { axis: 0 }));
  return [activation, `${name}.rounded`, `${b}.rounded`];
}

/** TensorProto.DataType. */
const types = { float32: 1, uint8: 2, int8: 3, int32: 6 } as const;

const tensor = (name: string, type: keyof typeof types, data: TypedArray, dims: readonly number[]): TensorProto => ({
  name,
  dataType: types[type],
  dims: [...dims],
  rawData: bytesOf(data),
});
