import { unknownName } from '../../errors.ts';
import type { NdArray } from '../../nd-array.ts';
import { constantAttrs } from '../given.ts';
import type { OnnxValue } from '../onnx/import.ts';
import type { GraphProto, NodeProto } from '../onnx/schema.ts';
import type { External } from '../onnx/tensor-data.ts';
import type { DType, Tensor } from '../tensor.ts';
import { sameShape, shapeError } from '../tensor-type.ts';
import { domainOf, type ForeignGraph, readForeign } from './foreign-graph.ts';
import { Interpreter, requireInputs } from './interpret.ts';
import { operatorOf } from './operators.ts';

/** An input of an imported network. */
export interface ImportedInput extends OnnxValue {
  /** What tensors given for it are made of. */
  readonly dtype: DType;
}

/** A network of an ONNX file, as tensors of ours. */
export interface ImportedOnnx {
  /** What is to be given, by name. Free axes go by their names, `?` where they have none. */
  readonly inputs: Readonly<Record<string, ImportedInput>>;
  /** The names of what is computed. */
  readonly outputs: readonly string[];
  /**
   * The float initialisers that gradients can be wanted for, by their names in the file; float16, bfloat16 and float64 as
   * float32. Those that must be known before anything is computed (scales of a resize, bounds of a clip) are not among them.
   */
  readonly parameters: Readonly<Record<string, NdArray<Float32Array>>>;
  /** Pairs that the file carries along. */
  readonly metadata: Readonly<Record<string, string>>;
  /**
   * The outputs by name, at the shapes of the inputs given, which have the file's fixed extents and one extent for each name.
   * Parameters that are not given are constants of the file's values.
   */
  apply(
    inputs: Readonly<Record<string, Tensor>>,
    parameters?: Readonly<Record<string, Tensor>>,
  ): Record<string, Tensor>;
}

/** How a file is read. */
export interface ImportOptions {
  /** Gives the bytes of a file beside the model, by its location in the model's folder, for weights that lie there. */
  external?: External;
  /** Names of values to compute in place of the file's own outputs; what they do not need is not looked at. */
  outputs?: readonly string[];
  /**
   * Whether extents of the inputs may be others than the file's, where its nodes allow: another batch or image size than it was
   * saved for. Default false.
   */
  anyExtents?: boolean;
}

/**
 * Reads the network of an ONNX file: operator sets up to 22. Shapes that the network computes are found while the graph is
 * built, so what they are computed from must be known: shapes and constants, not numbers that are fed. Operators that are
 * missing, bytes that are no model, and weights that are not there are an error that names them.
 */
export function importOnnx(bytes: Uint8Array, options: ImportOptions = {}): ImportedOnnx {
  const foreign = readForeign(bytes, options);
  const trainable = new Map(trainableOf(foreign).map(name => [name, foreign.weights.get(name)!.tensor]));
  return {
    inputs: foreign.inputs as Readonly<Record<string, ImportedInput>>,
    outputs: foreign.outputs,
    parameters: Object.fromEntries(
      Array.from(trainable, ([name, tensor]) => [name, arrayOf(tensor) as NdArray<Float32Array>]),
    ),
    metadata: foreign.metadata,
    apply(inputs, parameters = {}) {
      requireInputs(foreign, inputs, options.anyExtents ?? false);
      const strange = Object.keys(inputs).find(name => !Object.hasOwn(foreign.inputs, name));
      if (strange !== undefined) {
        throw unknownName('importOnnx, apply', 'an input', strange, Object.keys(foreign.inputs));
      }
      for (const [name, tensor] of Object.entries(parameters)) requireParameter(name, tensor, trainable);
      const weights = Array.from(foreign.weights, ([name, { tensor }]) => [name, parameters[name] ?? tensor] as const);
      const names = new Map<string, Tensor>([...Object.entries(inputs), ...weights]);
      const interpreter = new Interpreter(foreign, inputs);
      const results = interpreter.run(foreign.graph, foreign.outputs, names);
      return Object.fromEntries(foreign.outputs.map((name, i) => [name, results[i]!]));
    },
  };
}

function arrayOf(tensor: Tensor): NdArray {
  const { data, shape } = constantAttrs(tensor.node)!;
  return { data, shape };
}

function requireParameter(name: string, given: Tensor, known: ReadonlyMap<string, Tensor>): void {
  const own = known.get(name);
  if (!own) throw unknownName('importOnnx, apply', 'a parameter', name, [...known.keys()]);
  if (given.dtype === 'float32' && sameShape(given.shape, own.shape)) return;
  throw shapeError(`importOnnx, parameter "${name}"`, `float32[${own.shape.join(', ')}]`, [given]);
}

/** The float initialisers that some node takes as numbers to compute with. */
function trainableOf({ graph, weights, outputs }: ForeignGraph): readonly string[] {
  const used = new Set(outputs);
  const visit = ({ node: nodes, output }: GraphProto): void => {
    for (const { name } of output) used.add(name);
    for (const node of nodes) look(node);
  };
  const look = (node: NodeProto): void => {
    const known = operatorOf(domainOf(node), node.opType)?.known ?? [];
    node.input.forEach((name, place) => {
      if (!known.includes(place)) used.add(name);
    });
    for (const { g } of node.attribute) if (g) visit(g);
  };
  for (const node of graph.node) look(node);
  return [...weights.keys()].filter(name => used.has(name) && weights.get(name)!.tensor.dtype === 'float32');
}
