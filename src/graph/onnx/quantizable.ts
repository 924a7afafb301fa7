import type { GraphProto, ModelProto, NodeProto, TensorProto } from './schema.ts';
import { toAttribute } from './writer.ts';

/** A node whose weights are constants of the file, so that they can be kept as whole numbers. */
export interface Quantizable {
  readonly node: NodeProto;
  /** The name of what goes in. */
  readonly activation: string;
  readonly weight: TensorProto;
  readonly bias: TensorProto | undefined;
  /** The axis of the weights that has a place for each channel of the result. */
  readonly axis: number;
  /** The name of the result that is rounded too, where that lets the runtime stay in whole numbers. */
  readonly result: string | undefined;
}

const FLOAT = 1;

/** The nodes of a graph that can be quantised: `Conv`, `Gemm` and `MatMul` with float32 weights inside the file. */
export function quantizable({ graph }: ModelProto): readonly Quantizable[] {
  const constants = new Map(graph.initializer.map(tensor => [tensor.name!, tensor]));
  return graph.node.flatMap(node => {
    const [activation = '', weightName = '', biasName = ''] = node.input;
    const [weight, bias] = [constants.get(weightName), constants.get(biasName)];
    const axis = weight && channelAxis(node, weight);
    const isWhole = biasName === '' || bias?.dims.length === 1;
    if (axis === undefined || weight!.dataType !== FLOAT || constants.has(activation) || !isWhole) return [];
    const found = { node, activation, weight: weight!, bias, axis };
    return [{ ...found, result: node.opType === 'Conv' ? resultOf(graph, node) : undefined }];
  });
}

/** @returns undefined where the node cannot be quantised */
function channelAxis({ opType, attribute }: NodeProto, { dims }: TensorProto): number | undefined {
  const told = (name: string, otherwise: number) => {
    const found = attribute.find(each => each.name === name);
    return found?.i ?? found?.f ?? otherwise;
  };
  if (opType === 'Conv') return 0;
  if (dims.length !== 2) return undefined;
  if (opType === 'MatMul') return 1;
  const isPlain = opType === 'Gemm' && told('transA', 0) === 0 && told('alpha', 1) === 1 && told('beta', 1) === 1;
  return isPlain ? (told('transB', 0) === 1 ? 0 : 1) : undefined;
}

/** A `Relu` behind a node comes before the rounding, which then does its work. What leaves the graph stays as it is. */
function resultOf(graph: GraphProto, node: NodeProto): string | undefined {
  const name = node.output[0]!;
  const readers = graph.node.filter(({ input }) => input.includes(name));
  const [reader] = readers;
  const result = readers.length === 1 && reader!.opType === 'Relu' ? reader!.output[0]! : name;
  return graph.output.some(each => each.name === name || each.name === result) ? undefined : result;
}

/** The names of the values whose ranges must be known: what goes into the nodes, and the results that are rounded. */
export const valuesOf = (found: readonly Quantizable[]): readonly string[] => [
  ...new Set(found.flatMap(({ activation, result = activation }) => [activation, result])),
];

/** The model with further values as outputs, by their names. */
export function observing(model: ModelProto, names: readonly string[]): ModelProto {
  const value = (name: string) => ({ name, type: { tensorType: { elemType: FLOAT } } });
  return { ...model, graph: { ...model.graph, output: [...model.graph.output, ...names.map(value)] } };
}

/** A node of the graph. */
export const nodeOf = (
  opType: string,
  input: readonly string[],
  output: string,
  attributes: Readonly<Record<string, number>> = {},
): NodeProto => ({
  name: output,
  opType,
  input: [...input],
  output: [output],
  attribute: Object.entries(attributes).map(([name, value]) => toAttribute(name, value)),
});
