import { NearfarError } from '../../errors.ts';
import { sizeOf } from '../../nd-array.ts';
import { constantAttrs } from '../given.ts';
import type { AttributeProto, GraphProto, NodeProto, TensorProto } from '../onnx/schema.ts';
import type { Shape, Tensor } from '../tensor.ts';
import { normalizeAxis, showType } from '../tensor-type.ts';

/** What a node of a file results in: one tensor, or one for each output; undefined for outputs that nothing can use. */
export type Results = Tensor | readonly (Tensor | undefined)[];

/**
 * How an operator is read: one node of the file becomes tensors of ours. `known` are the operands whose numbers must be known
 * before anything is computed (scales, bounds): no gradient can be wanted for them.
 */
export type Operator = ((call: Call) => Results) & { readonly known?: readonly number[] };

/** Operators by name. */
export type Operators = Readonly<Record<string, Operator>>;

/** An operator with operands whose numbers must be known. */
export const withKnown = (known: readonly number[], operator: (call: Call) => Results): Operator =>
  Object.assign((call: Call) => operator(call), { known });

const [FLOAT, INT, STRING, TENSOR, GRAPH, FLOATS, INTS, STRINGS] = [1, 2, 3, 4, 5, 6, 7, 8];
const decoder = new TextDecoder();

/** What a call may ask of who reads the file. */
export interface Surroundings {
  /** The version of the operator's set. */
  readonly version: number;
  /** The most numbers that a value may have. */
  readonly room: number;
  /** The results of a graph within the node. */
  readonly branch: (graph: GraphProto) => readonly Tensor[];
  /** The numbers of a tensor of the file. */
  readonly tensor: (tensor: TensorProto) => Tensor;
  /** The type that the file has given a tensor, where it is known: `int8`, … */
  readonly typeName: (x: Tensor) => string | undefined;
}

/** One node of a file with its operands as tensors. What it asks for and does not find is an error that names the node. */
export class Call {
  /** The operands; undefined where the file leaves one out. */
  readonly xs: readonly (Tensor | undefined)[];
  readonly #node: NodeProto;
  readonly #surroundings: Surroundings;
  readonly #asked = new Set<string>();

  constructor(node: NodeProto, xs: readonly (Tensor | undefined)[], surroundings: Surroundings) {
    this.#node = node;
    this.xs = xs;
    this.#surroundings = surroundings;
  }

  /** The version of the operator's set. */
  get version(): number {
    return this.#surroundings.version;
  }

  /** The operand at a place, which must be there. */
  x(place = 0): Tensor {
    return this.xs[place] ?? this.fail(`an operand at place ${place}`, 'none');
  }

  /** All operands, at least one, none left out. */
  all(): readonly Tensor[] {
    this.x(0);
    return this.xs.map((_, i) => this.x(i));
  }

  /** Whether the file names the output at a place, so that something may use it. */
  wants(place: number): boolean {
    return Boolean(this.#node.output[place]);
  }

  /** How many outputs the file names. */
  get outputs(): number {
    return this.#node.output.length;
  }

  /** Whether the numbers of an operand are known before anything is computed. */
  isKnown(place: number): boolean {
    const x = this.xs[place];
    return x !== undefined && constantAttrs(x.node) !== undefined;
  }

  /** The type that the file gives the numbers of an operand: `int8`, … */
  typeName(place: number): string {
    return this.#surroundings.typeName(this.x(place)) ?? this.x(place).dtype;
  }

  /** The numbers of an operand; undefined where it is left out. They must be known before anything is computed. */
  known(place: number): readonly number[] | undefined {
    const x = this.xs[place];
    if (x === undefined) return undefined;
    const data = constantAttrs(x.node)?.data;
    if (data === undefined) {
      const fix = 'Give it as a constant, or export the network with fixed shapes';
      this.fail(`numbers at operand ${place} that are known before the network runs`, `computed ${showType(x)}`, fix);
    }
    return Array.from(data as ArrayLike<number | bigint>, Number);
  }

  /** The whole numbers of an operand, or those of the attribute that older operator sets have instead of it. */
  knownOr(place: number, attribute: string): readonly number[] | undefined {
    return this.known(place) ?? this.ints(attribute);
  }

  #attribute(name: string, types: readonly (number | undefined)[]): AttributeProto | undefined {
    this.#asked.add(name);
    const found = this.#node.attribute.find(attribute => attribute.name === name);
    if (found && ![...types, 0, undefined].includes(found.type)) {
      this.fail(`attribute ${name} of type ${types.join(' or ')}`, `type ${found.type}`);
    }
    return found;
  }

  /** A whole number. */
  int(name: string): number | undefined;
  int(name: string, otherwise: number): number;
  int(name: string, otherwise?: number): number | undefined {
    const found = this.#attribute(name, [INT]);
    return found ? (found.i ?? 0) : otherwise;
  }

  /** A number. */
  float(name: string): number | undefined;
  float(name: string, otherwise: number): number;
  float(name: string, otherwise?: number): number | undefined {
    const found = this.#attribute(name, [FLOAT]);
    return found ? (found.f ?? 0) : otherwise;
  }

  /** A word; one out of `choices`, where they are given. */
  text(name: string, otherwise: string, choices?: readonly string[]): string {
    const found = this.#attribute(name, [STRING]);
    const word = found ? decoder.decode(found.s) : otherwise;
    if (choices && !choices.includes(word)) this.fail(`${name} out of ${choices.join(', ')}`, `"${word}"`);
    return word;
  }

  /** A list of whole numbers. */
  ints(name: string): readonly number[] | undefined {
    const found = this.#attribute(name, [INTS]);
    return found && (found.ints ?? []);
  }

  /** A list of numbers. */
  floats(name: string): readonly number[] | undefined {
    const found = this.#attribute(name, [FLOATS]);
    return found && (found.floats ?? []);
  }

  /** A list of words. */
  texts(name: string): readonly string[] | undefined {
    const found = this.#attribute(name, [STRINGS]);
    return found && (found.strings ?? []).map(word => decoder.decode(word));
  }

  /** An array. */
  tensor(name: string): Tensor | undefined {
    const found = this.#attribute(name, [TENSOR]);
    return found?.t && this.#surroundings.tensor(found.t);
  }

  /** The results of a graph within the node. */
  branch(name: string): readonly Tensor[] {
    const graph = this.#attribute(name, [GRAPH])?.g;
    return graph ? this.#surroundings.branch(graph) : this.fail(`a graph as attribute ${name}`, 'none');
  }

  /** An axis counted from the front, of a tensor with `rank` axes. */
  axis(axis: number, rank: number): number {
    return normalizeAxis(this.#node.opType, axis, rank);
  }

  /** Stops values that would take more memory than any network of this size has a use for, before they are made. */
  requireRoom(shape: Shape): void {
    const count = sizeOf(shape);
    const { room } = this.#surroundings;
    if (!(count <= room)) this.fail(`a value of at most ${room} numbers`, `[${shape.join(', ')}]`);
  }

  /** Stops a node that is told something that its operator does not know. */
  requireAllAsked(): void {
    const strange = this.#node.attribute.find(({ name, type }) => !this.#asked.has(name) && type !== GRAPH);
    if (strange) this.fail('no attribute beyond those of the operator', `"${strange.name}"`);
  }

  /** Says what is wrong with this node. */
  fail(expected: string, got: string, fix?: string): never {
    throw new NearfarError({ who: nodeName(this.#node), expected, got, ...(fix !== undefined && { fix }) });
  }
}

/** A node as errors name it: `Conv "/layer1/conv1"`, or by its output where it has no name. */
export const nodeName = ({ opType, name, output }: NodeProto): string => `${opType} "${name || output[0] || ''}"`;
