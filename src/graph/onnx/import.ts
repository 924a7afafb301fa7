import type { NdArray, TypedArray } from '../../nd-array.ts';
import { decodedModel } from './decode.ts';
import type { AttributeProto, NodeProto, ValueInfoProto } from './schema.ts';
import { readTensor, typeName } from './tensor-data.ts';

/** An input or output of an ONNX file. */
export interface OnnxValue {
  /** The type of its numbers: `float32`, `uint8`, `int64`, … */
  readonly dtype: string;
  /** The extent of each axis; a free axis is given by its name, `?` where it has none. */
  readonly shape: readonly (number | string)[];
}

/** What a node is told: numbers, texts, lists of them, or an array. */
export type OnnxAttribute = number | string | NdArray | readonly number[] | readonly string[];

/** One operator of an ONNX file, with what goes in and comes out by name. */
export interface OnnxNode {
  /** Its name, empty where it has none. */
  readonly name: string;
  /** The operator's name: `Conv`, `Gemm`, … */
  readonly opType: string;
  /** Who defines the operator; empty for ONNX's own. */
  readonly domain: string;
  /** The names of what goes in, in the operator's order; empty for an operand left out. */
  readonly inputs: readonly string[];
  /** The names of what comes out, in the operator's order. */
  readonly outputs: readonly string[];
  /** What the operator is told beside its inputs; subgraphs are left out. */
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

/** What an ONNX file holds. */
export interface OnnxModel {
  /** What is to be fed, by name; initialisers are not counted. */
  readonly inputs: Readonly<Record<string, OnnxValue>>;
  /** What is computed, by name. */
  readonly outputs: Readonly<Record<string, OnnxValue>>;
  /** Weights and constants, by name; float16 is read as float32. */
  readonly initializers: Readonly<Record<string, NdArray<TypedArray>>>;
  /** Pairs that the file carries along. */
  readonly metadata: Readonly<Record<string, string>>;
  /** All operators, in the order of computation. */
  readonly nodes: readonly OnnxNode[];
}

/** Reads the bytes of an ONNX file. Bytes that are none, and weights kept in a file beside it, are an error that says so. */
export function readOnnx(bytes: Uint8Array): OnnxModel {
  const { graph, metadataProps = [] } = decodedModel(bytes, 'readOnnx');
  const initializers = Object.fromEntries(graph.initializer.map(tensor => [tensor.name ?? '', readTensor(tensor)]));
  const fed = graph.input.filter(({ name }) => !Object.hasOwn(initializers, name)); // old files list weights here too
  return {
    inputs: Object.fromEntries(fed.map(value)),
    outputs: Object.fromEntries(graph.output.map(value)),
    initializers,
    metadata: Object.fromEntries(metadataProps.map(({ key, value = '' }) => [key, value])),
    nodes: graph.node.map(node),
  };
}

const value = ({ name, type }: ValueInfoProto): [string, OnnxValue] => {
  const { elemType, shape } = type?.tensorType ?? { elemType: 0 };
  const extents = shape?.dim.map(({ dimValue, dimParam }) => dimValue ?? (dimParam || '?')) ?? [];
  return [name, { dtype: typeName(elemType), shape: extents }];
};

const node = ({ name = '', opType, domain = '', input, output, attribute }: NodeProto): OnnxNode => ({
  name,
  opType,
  domain,
  inputs: input,
  outputs: output,
  attributes: Object.fromEntries(
    attribute.flatMap(a => {
      const content = attributeValue(a);
      return content === undefined ? [] : [[a.name, content]];
    }),
  ),
});

const decoder = new TextDecoder();
const text = (bytes: Uint8Array | undefined): string => (bytes === undefined ? '' : decoder.decode(bytes));

/** By AttributeProto.AttributeType. */
function attributeValue({
  type,
  f = 0,
  i = 0,
  s,
  t,
  floats,
  ints,
  strings,
}: AttributeProto): OnnxAttribute | undefined {
  switch (type) {
    case 1:
      return f;
    case 2:
      return i;
    case 3:
      return text(s);
    case 4:
      return t && readTensor(t);
    case 6:
      return floats;
    case 7:
      return ints;
    case 8:
      return strings?.map(text);
    default:
      return undefined;
  }
}
