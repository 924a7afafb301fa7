import { NearfarError } from '../../errors.ts';
import type { NdArray } from '../../nd-array.ts';
import { decodedModel } from '../onnx/decode.ts';
import type { OnnxValue } from '../onnx/import.ts';
import type { GraphProto, ModelProto, NodeProto, TensorProto, ValueInfoProto } from '../onnx/schema.ts';
import { type External, readTensor, typeName } from '../onnx/tensor-data.ts';
import type { Tensor } from '../tensor.ts';
import { nodeName } from './call.ts';
import { asConstant, keptType } from './element-types.ts';
import { operatorOf } from './operators.ts';

/** The newest operator set that is read, and the oldest that all operators are read of. */
const NEWEST = 22;

const WHO = 'importOnnx';

/** An initialiser of a file. */
export interface Weight {
  readonly value: NdArray;
  /** What it is kept as. */
  readonly tensor: Tensor;
  /** Its TensorProto.DataType. */
  readonly elementType: number;
}

/** A file's graph, once all of it is known to be readable: operators, initialisers, names. */
export interface ForeignGraph {
  readonly graph: GraphProto;
  /** The version of the operator set of a domain. */
  readonly versionOf: (domain: string) => number;
  readonly weights: ReadonlyMap<string, Weight>;
  /** What is to be fed, by name; initialisers are not counted. */
  readonly inputs: Readonly<Record<string, OnnxValue>>;
  /** The types of the inputs' numbers in the file. */
  readonly inputTypes: Readonly<Record<string, string>>;
  readonly outputs: readonly string[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** ONNX's own operators go by two names of their domain. */
export const domainOf = ({ domain = '' }: { domain?: string }): string => (domain === 'ai.onnx' ? '' : domain);

/** Reads a file. What is wrong with it, or not supported, is an error. `outputs` are computed in place of the file's own. */
export function readForeign(
  bytes: Uint8Array,
  { external, outputs }: { external?: External | undefined; outputs?: readonly string[] | undefined },
): ForeignGraph {
  const model = decodedModel(bytes, WHO);
  const versions = versionsOf(model);
  const versionOf = (domain: string) => versions.get(domain) ?? 0;
  const { graph } = model;
  const wanted = outputs ?? graph.output.map(({ name }) => name);
  if (wanted.length === 0) throw new NearfarError({ who: WHO, expected: 'at least one output', got: 'none' });
  const nodes = neededFor(wanted, graph.node);
  requireOperators(nodes, versionOf, graph.initializer);
  requireOrder(graph);
  const weights = new Map(graph.initializer.map(tensor => [tensor.name ?? '', weightOf(tensor, external)]));
  const fed = graph.input.filter(({ name }) => !weights.has(name)); // old files list weights here too
  return {
    graph: { ...graph, node: nodes },
    versionOf,
    weights,
    inputs: Object.fromEntries(fed.map(input => [input.name, inputType(input)])),
    inputTypes: Object.fromEntries(fed.map(({ name, type }) => [name, typeName(type.tensorType.elemType)])),
    outputs: wanted,
    metadata: Object.fromEntries((model.metadataProps ?? []).map(({ key, value = '' }) => [key, value])),
  };
}

function versionsOf(model: ModelProto): ReadonlyMap<string, number> {
  const versions = new Map(model.opsetImport.map(set => [domainOf(set), set.version]));
  const own = versions.get('') ?? 0;
  if (Number.isInteger(own) && own >= 0 && own <= NEWEST) return versions;
  const fix = `Export the network again with an operator set from 11 to ${NEWEST} (opset_version=17 in PyTorch)`;
  throw new NearfarError({ who: WHO, expected: `operator set ${NEWEST} or older`, got: `${own}`, fix });
}

/** The nodes that the wanted values are computed from, in the file's order. */
function neededFor(wanted: readonly string[], nodes: readonly NodeProto[]): NodeProto[] {
  const needed = new Set(wanted);
  const kept: NodeProto[] = [];
  for (const node of nodes.toReversed()) {
    if (!node.output.some(name => needed.has(name))) continue;
    kept.push(node);
    for (const name of [...node.input, ...branchesOf(node).flatMap(namesUsed)]) if (name) needed.add(name);
  }
  return kept.reverse();
}

const branchesOf = ({ attribute }: NodeProto): readonly GraphProto[] => attribute.flatMap(({ g }) => g ?? []);

/** Names that a graph within a node may take from outside. */
const namesUsed = (graph: GraphProto): readonly string[] => [
  ...graph.node.flatMap(node => [...node.input, ...branchesOf(node).flatMap(namesUsed)]),
  ...graph.output.map(({ name }) => name),
];

/**
 * Names all operators that are missing, with where they are. Of an If those of the branch that it takes; where that is not known
 * yet, the branch is looked at when it is taken. `constants` are the initialisers.
 */
export function requireOperators(
  nodes: readonly NodeProto[],
  versionOf: (domain: string) => number,
  constants: readonly TensorProto[] = [],
): void {
  const missing = new Map<string, string[]>();
  const visit = (node: NodeProto): void => {
    const domain = domainOf(node);
    if (operatorOf(domain, node.opType)) {
      for (const inner of certainBranches(node, nodes, constants).flatMap(graph => graph.node)) visit(inner);
      return;
    }
    const what = `${node.opType} (domain ${domain || 'ai.onnx'}, version ${versionOf(domain)})`;
    missing.set(what, [...(missing.get(what) ?? []), node.name || node.output[0] || '']);
  };
  for (const node of nodes) visit(node);
  if (missing.size === 0) return;
  const got = [...missing].map(([what, names]) => {
    const shown = names.slice(0, 5).map(name => `"${name}"`);
    return `${what} at ${shown.join(', ')}${names.length > 5 ? ` and ${names.length - 5} more nodes` : ''}`;
  });
  const fix = 'Export the network without them, or cut it before them';
  throw new NearfarError({ who: WHO, expected: 'operators that are supported', got: got.join('; '), fix });
}

/** The graphs within a node that run in any case. */
function certainBranches(
  node: NodeProto,
  nodes: readonly NodeProto[],
  constants: readonly TensorProto[],
): readonly GraphProto[] {
  if (node.opType !== 'If') return branchesOf(node);
  const [condition] = node.input;
  const maker = nodes.find(({ opType, output }) => opType === 'Constant' && output[0] === condition);
  const known = constants.find(({ name }) => name === condition) ?? maker?.attribute.find(({ t }) => t)?.t;
  if (known === undefined || condition === undefined) return [];
  const taken = Number(weightOf(known).value.data[0]) === 0 ? 'else_branch' : 'then_branch';
  return node.attribute.flatMap(({ name, g }) => (g && name === taken ? [g] : []));
}

/** Each name is given once, before it is used. */
function requireOrder({ node: nodes, input, initializer }: GraphProto): void {
  const known = new Set([...input, ...initializer].map(({ name = '' }) => name));
  for (const node of nodes) {
    const unknown = node.input.find(name => name && !known.has(name));
    if (unknown !== undefined) {
      const expected = 'operands that are inputs, initialisers or computed before it';
      throw new NearfarError({ who: `${WHO}, ${nodeName(node)}`, expected, got: `"${unknown}"` });
    }
    for (const name of node.output) {
      if (name && known.has(name)) {
        const expected = 'a name of its own for each value';
        throw new NearfarError({ who: `${WHO}, ${nodeName(node)}`, expected, got: `"${name}" again` });
      }
      known.add(name);
    }
  }
}

/** Reads an initialiser or constant. */
export function weightOf(tensor: TensorProto, external?: External): Weight {
  const value = readTensor(tensor, { who: WHO, external });
  const kept = asConstant(value, tensor.dataType);
  if (kept !== undefined) return { value, tensor: kept, elementType: tensor.dataType };
  const got = typeName(tensor.dataType);
  throw new NearfarError({ who: `${WHO}, "${tensor.name ?? ''}"`, expected: 'numbers', got });
}

function inputType({ name, type }: ValueInfoProto): OnnxValue {
  const dtype = type?.tensorType && keptType(type.tensorType.elemType);
  if (dtype === undefined) {
    const got = type?.tensorType ? typeName(type.tensorType.elemType) : 'something else';
    throw new NearfarError({ who: `${WHO}, input "${name}"`, expected: 'an array of numbers', got });
  }
  const shape = type.tensorType.shape?.dim.map(({ dimValue, dimParam }) => dimValue ?? (dimParam || '?')) ?? [];
  return { dtype, shape };
}
