import { NearfarError } from '../errors.ts';
import { type InputSource, inputAttrs, nameOfGiven } from './given.ts';
import type { Node, Tensor } from './tensor.ts';
import { showType, type TensorType } from './tensor-type.ts';
import { ancestors } from './walk.ts';

/** Named inputs and named outputs with the graph between them: what is compiled, saved and run. */
export interface Program {
  /** What the caller feeds, by name. */
  readonly inputs: Readonly<Record<string, Tensor>>;
  /** What is computed, by name. */
  readonly outputs: Readonly<Record<string, Tensor>>;
  /** Inputs that the runner fills with random numbers, not the caller. */
  readonly noise: Readonly<Record<string, TensorType & { readonly source: Exclude<InputSource, 'feed'> }>>;
  /** All nodes between inputs and outputs, in the order of computation. */
  readonly nodes: readonly Node[];
}

/**
 * A program that computes `outputs`. Its inputs are those that the outputs depend on. Two inputs, outputs or named constants
 * of one name are an error.
 */
export function program(outputs: Readonly<Record<string, Tensor>>): Program {
  const nodes = ancestors(Object.values(outputs));
  const inputs: Record<string, Tensor> = {};
  const noise: Record<string, TensorType & { source: Exclude<InputSource, 'feed'> }> = {};
  for (const node of nodes) {
    const attrs = inputAttrs(node);
    if (attrs === undefined) continue;
    const { name, source, dtype, shape } = attrs;
    if (source === 'feed') inputs[name] = node.outputs[0]!;
    else noise[name] = { dtype, shape, source };
  }
  requireDistinct(namesOf({ outputs, nodes }));
  return { inputs, outputs, noise, nodes };
}

/** The names of inputs, outputs and named constants. */
export const namesOf = ({ outputs, nodes }: Pick<Program, 'outputs' | 'nodes'>): readonly string[] => [
  ...Object.keys(outputs),
  ...nodes.flatMap(node => nameOfGiven(node) ?? []),
];

function requireDistinct(names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) {
      throw new NearfarError({
        who: 'program',
        expected: 'one name for each input, output and named constant',
        got: `"${name}" twice`,
        fix: 'Rename one',
      });
    }
    seen.add(name);
  }
}

/** The program as text, a line a node: `%7 float32[128, 2] = linear(%3, fc.weight, fc.bias)`. */
export function print({ nodes, outputs }: Program): string {
  const names = new Map<Tensor, string>();
  const lines: string[] = [];
  for (const node of nodes) {
    node.outputs.forEach(y => {
      names.set(y, nameOfGiven(node) ?? `%${names.size}`);
    });
    const results = node.outputs.map(y => `${names.get(y)} ${showType(y)}`).join(', ');
    const operands = node.inputs.map(x => names.get(x)).join(', ');
    lines.push(`${results} = ${node.op.name}(${operands})${showAttributes(node.attrs)}`);
  }
  for (const [name, y] of Object.entries(outputs)) lines.push(`return ${name} = ${names.get(y)}`);
  return lines.join('\n');
}

function showAttributes(attrs: unknown): string {
  if (attrs === undefined) return '';
  const shown = Object.entries(attrs as object)
    .filter(([key]) => !['name', 'dtype', 'body'].includes(key))
    .map(
      ([key, value]) => `${key}=${ArrayBuffer.isView(value) ? showData(value as Float32Array) : JSON.stringify(value)}`,
    );
  return shown.length === 0 ? '' : ` {${shown.join(', ')}}`;
}

const showData = (data: Float32Array): string =>
  data.length <= 8
    ? `[${Array.from(data).join(', ')}]`
    : `[${Array.from(data.subarray(0, 4)).join(', ')}, … ${data.length}]`;
