import type { TypedArray } from '../../nd-array.ts';
import { type DType, onnxType, toArray } from '../dtype.ts';
import type { Shape } from '../tensor-type.ts';
import type { AttributeProto, GraphProto, NodeProto, TensorProto } from './schema.ts';

/** An attribute that ONNX wants as a float even where it is a whole number. */
export class Float {
  /** The number. */
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

/** A graph within a node, as loops have it. */
export class Subgraph {
  /** The graph as the file holds it. */
  readonly graph: GraphProto;
  constructor(graph: GraphProto) {
    this.graph = graph;
  }
}

/** The value of a node's attribute; a plain number is a whole one. */
export type Attribute = number | string | Float | Subgraph | readonly number[];

/** Collects the nodes and initialisers of one ONNX graph. Operations write themselves through it. */
export class OnnxWriter {
  /** The nodes written so far, in the order of computation. */
  readonly nodes: NodeProto[] = [];
  /** The constants and weights written so far. */
  readonly initializers: TensorProto[] = [];
  readonly #constants = new Map<string, string>();
  readonly #reserved: ReadonlySet<string>;
  readonly #prefix: string;
  #count = 0;

  /** `reserved`: names that inputs, outputs and named constants have, so that no node may take them. */
  constructor(reserved: Iterable<string> = [], prefix = '') {
    this.#reserved = new Set(reserved);
    this.#prefix = prefix;
  }

  /** A writer for a graph within a node. Names differ from those outside, which it may use too. */
  inner(): OnnxWriter {
    return new OnnxWriter(this.#reserved, `${this.#prefix}inner_${this.#count++}_`);
  }

  /** A name that nothing else has. */
  name(what: string): string {
    return this.#free(`${this.#prefix}${what}_${this.#count++}`);
  }

  /** Writes a node with one output and returns the output's name. */
  node(opType: string, inputs: readonly string[], attributes: Record<string, Attribute> = {}): string {
    return this.nodeWithOutputs(1, opType, inputs, attributes)[0]!;
  }

  /** Writes a node with several outputs and returns their names. */
  nodeWithOutputs(
    outputs: number,
    opType: string,
    inputs: readonly string[],
    attributes: Record<string, Attribute> = {},
  ): string[] {
    const id = this.#count++;
    const output = Array.from({ length: outputs }, (_, i) =>
      this.#free(`${this.#prefix}${opType}_${id}${i === 0 ? '' : `_${i}`}`),
    );
    const attribute = Object.entries(attributes).map(([name, value]) => toAttribute(name, value));
    this.nodes.push({ input: [...inputs], output, name: `${this.#prefix}${opType}_${id}`, opType, attribute });
    return output;
  }

  /** The name of an initialiser with these values; small equal ones are written once. */
  constant(dtype: DType, values: ArrayLike<number | bigint>, shape: Shape = [values.length]): string {
    const data = toArray(dtype, values);
    const key = data.length <= 16 ? `${dtype}[${shape}]${bytesOf(data)}` : undefined;
    const known = key === undefined ? undefined : this.#constants.get(key);
    if (known !== undefined) return known;
    const name = this.#free(`${this.#prefix}constant_${this.initializers.length}`);
    this.initializer(name, dtype, data, shape);
    if (key !== undefined) this.#constants.set(key, name);
    return name;
  }

  /** Writes an initialiser under a name of its own. */
  initializer(name: string, dtype: DType, data: TypedArray, shape: Shape): void {
    this.initializers.push({ name, dataType: onnxType[dtype], dims: [...shape], rawData: bytesOf(data) });
  }

  /** A list of whole numbers as ONNX takes it for shapes, axes and the like. */
  ints(values: readonly number[]): string {
    return this.constant('int64', values);
  }

  #free(name: string): string {
    return this.#reserved.has(name) ? this.#free(`${name}_`) : name;
  }
}

const bytesOf = (array: TypedArray): Uint8Array => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

const encoder = new TextEncoder();

/** An attribute as the file holds it. */
export function toAttribute(name: string, value: Attribute): AttributeProto {
  if (value instanceof Float) return { name, type: 1, f: value.value };
  if (value instanceof Subgraph) return { name, type: 5, g: value.graph };
  if (typeof value === 'number') return { name, type: 2, i: value };
  if (typeof value === 'string') return { name, type: 3, s: encoder.encode(value) };
  return { name, type: 7, ints: [...value] };
}
