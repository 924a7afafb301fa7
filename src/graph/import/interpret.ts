import { NearfarError } from '../../errors.ts';
import { sizeOf } from '../../nd-array.ts';
import type { GraphProto, NodeProto, TensorProto } from '../onnx/schema.ts';
import { typeName } from '../onnx/tensor-data.ts';
import type { Tensor } from '../tensor.ts';
import { bytesOfTensor, showType } from '../tensor-type.ts';
import { Call, nodeName } from './call.ts';
import { Folder } from './fold.ts';
import { domainOf, type ForeignGraph, requireOperators, weightOf } from './foreign-graph.ts';
import { operatorOf } from './operators.ts';

/** A value may be so much larger than all that the network is given; more is a file that is broken. */
const GROWTH = 1024;
/** A value may have so many numbers in any case: 256 MiB of them. */
const ROOM = 2 ** 26;

/** Turns a file's nodes into tensors of ours, one after another. */
export class Interpreter {
  readonly #foreign: ForeignGraph;
  readonly #folder = new Folder();
  readonly #types = new Map<Tensor, string>();
  readonly #room: number;

  constructor(foreign: ForeignGraph, given: Readonly<Record<string, Tensor>>) {
    this.#foreign = foreign;
    const bytes = [...Object.values(given), ...Array.from(foreign.weights.values(), ({ tensor }) => tensor)].map(
      bytesOfTensor,
    );
    this.#room = Math.max(ROOM, (GROWTH * bytes.reduce((a, b) => a + b, 0)) / 4);
    for (const [name, x] of Object.entries(given)) this.#types.set(x, foreign.inputTypes[name]!);
    for (const { tensor, elementType } of foreign.weights.values()) this.#types.set(tensor, typeName(elementType));
  }

  /** The tensors of the names that are wanted of a graph; `names` knows what is there before its nodes. */
  run({ node: nodes, initializer }: GraphProto, wanted: readonly string[], names: Map<string, Tensor>): Tensor[] {
    for (const tensor of initializer) {
      if (!names.has(tensor.name ?? '')) names.set(tensor.name ?? '', this.#constant(tensor));
    }
    for (const node of nodes) this.#apply(node, names);
    return wanted.map(name => {
      const found = names.get(name);
      if (found) return found;
      const expected = 'outputs that the graph computes';
      throw new NearfarError({ who: 'importOnnx', expected, got: `"${name}", which nothing computes` });
    });
  }

  #constant(tensor: TensorProto): Tensor {
    const weight = weightOf(tensor);
    this.#types.set(weight.tensor, typeName(weight.elementType));
    return weight.tensor;
  }

  #apply(node: NodeProto, names: Map<string, Tensor>): void {
    const domain = domainOf(node);
    const xs = node.input.map(name => (name === '' ? undefined : (names.get(name) ?? this.#unknown(node, name))));
    const call = new Call(node, xs, {
      version: this.#foreign.versionOf(domain),
      room: this.#room,
      // A graph within a node sees the names outside; its own stay inside.
      branch: graph => {
        requireOperators(graph.node, this.#foreign.versionOf, [...graph.initializer]);
        return this.run(
          graph,
          graph.output.map(({ name }) => name),
          new Map(names),
        );
      },
      tensor: tensor => this.#constant(tensor),
      typeName: x => this.#types.get(x),
    });
    const results = this.#named(node, () => {
      const made = operatorOf(domain, node.opType)!(call);
      const list = 'dtype' in made ? [made] : made;
      for (const y of list) if (y) call.requireRoom(y.shape);
      call.requireAllAsked();
      return list.map(y => y && this.#folded(y));
    });
    node.output.forEach((name, i) => {
      if (name && results[i]) names.set(name, results[i]);
    });
  }

  #folded(y: Tensor): Tensor {
    const folded = this.#folder.fold(y);
    const type = this.#types.get(y);
    if (type !== undefined) this.#types.set(folded, type);
    return folded;
  }

  /** Errors say at which node they came up. */
  #named<T>(node: NodeProto, work: () => T): T {
    try {
      return work();
    } catch (cause) {
      if (!(cause instanceof NearfarError)) throw cause;
      const got = cause.message.replace(/\.$/, '');
      const complaint = { who: `importOnnx, ${nodeName(node)}`, expected: 'a node that can be computed', got };
      throw new NearfarError(complaint, { cause });
    }
  }

  #unknown(node: NodeProto, name: string): never {
    const expected = 'operands that are computed before it';
    throw new NearfarError({ who: `importOnnx, ${nodeName(node)}`, expected, got: `"${name}"` });
  }
}

/** Stops what is fed where it is not of the file's types; of its extents, too, unless others are meant. */
export function requireInputs(
  { inputs }: ForeignGraph,
  given: Readonly<Record<string, Tensor>>,
  anyExtents: boolean,
): void {
  const extents = new Map<string, number>();
  for (const [name, { dtype, shape }] of Object.entries(inputs)) {
    const x = given[name];
    const isOfType = x && x.dtype === dtype && x.shape.length === shape.length && sizeOf(x.shape) >= 0;
    const agrees = (extent: number | string, own: number) =>
      typeof extent === 'number' ? extent === own : (extents.get(extent) ?? own) === own;
    if (isOfType && (anyExtents || shape.every((extent, axis) => agrees(extent, x.shape[axis]!)))) {
      shape.forEach((extent, axis) => {
        if (typeof extent === 'string' && extent !== '?') extents.set(extent, x.shape[axis]!);
      });
      continue;
    }
    const known = shape.map(extent => extents.get(String(extent)) ?? extent);
    throw new NearfarError({
      who: 'importOnnx, apply',
      expected: `the input "${name}" ${dtype}[${known.join(', ')}]`,
      got: x ? showType(x) : 'none',
      ...(isOfType && { fix: 'Give what the file says, or read it with anyExtents: true' }),
    });
  }
}
