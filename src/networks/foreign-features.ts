import { NearfarError } from '../errors.ts';
import { decodedModel } from '../graph/onnx/decode.ts';
import type { GraphProto, NodeProto } from '../graph/onnx/schema.ts';

const WHO = 'networks.fromOnnx';

/** What is known of a file's graph before it is read as tensors. */
export interface Outline {
  /** The program that wrote it. */
  readonly producer: string;
  readonly nodes: readonly NodeProto[];
  readonly weights: ReadonlySet<string>;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** The nodes and names of a file. */
export function outlineOf(bytes: Uint8Array): Outline {
  const { producerName = '', graph } = decodedModel(bytes, WHO);
  const { node, initializer, input, output }: GraphProto = graph;
  const weights = new Set(initializer.map(({ name = '' }) => name));
  return {
    producer: producerName,
    nodes: node,
    weights,
    inputs: input.map(({ name }) => name).filter(name => !weights.has(name)),
    outputs: output.map(({ name }) => name),
  };
}

/** The nodes that a value is computed from, the last ones first. */
function behind({ nodes }: Outline, name: string): readonly NodeProto[] {
  const needed = new Set([name]);
  return nodes.toReversed().filter(node => {
    if (!node.output.some(output => needed.has(output))) return false;
    for (const input of node.input) needed.add(input);
    return true;
  });
}

/** Whether a value is made of weights alone: a transposed or dequantised one, say. */
function isWeight(outline: Outline, name: string): boolean {
  if (outline.weights.has(name)) return true;
  const maker = outline.nodes.find(({ output }) => output.includes(name));
  if (maker?.opType === 'Constant') return true;
  return maker !== undefined && maker.input.length > 0 && maker.input.every(input => isWeight(outline, input));
}

/** The value that the classifier takes: the operand of the last Gemm or MatMul with weights before the output. */
export function classifierOperand(outline: Outline): string {
  const [output] = outline.outputs;
  const last = behind(outline, output!).find(
    ({ opType, input }) => ['Gemm', 'MatMul'].includes(opType) && isWeight(outline, input[1] ?? ''),
  );
  const refuse = (got: string) =>
    new NearfarError({
      who: WHO,
      expected: 'a network before its classifier, the last Gemm or MatMul with weights',
      got,
      fix: 'Name the value that gives the features with output, or keep the file’s own output with cut: false',
    });
  if (!last) throw refuse('none');
  const [operand] = last.input;
  const kept = behind(outline, operand!);
  if (!kept.some(({ input }) => input.some(name => outline.weights.has(name)))) throw refuse('nothing left before it');
  return operand!;
}

/**
 * The names of weights by the block that they belong to, in the order that the network uses them: PyTorch's names up to the
 * first part that ends with a number (`layer4`, `features.7`), else all weights of one node.
 */
export function blocksOf({ nodes, weights }: Outline): readonly (readonly string[])[] {
  const blocks = new Map<string, Set<string>>();
  for (const node of nodes) {
    for (const name of node.input) {
      if (!weights.has(name)) continue;
      const parts = name.split('.');
      const at = parts.slice(0, -1).findIndex(part => /\d$/.test(part));
      const block = at < 0 ? `node ${node.output[0]}` : parts.slice(0, at + 1).join('.');
      blocks.set(block, (blocks.get(block) ?? new Set()).add(name));
    }
  }
  return Array.from(blocks.values(), names => [...names]);
}

/** How frameworks call the mean and the variance that a batch norm has learned by counting. */
const STATISTICS = [
  ['mean', 'variance'],
  ['mean', 'var'],
  ['running_mean', 'running_var'],
  ['moving_mean', 'moving_variance'],
] as const;

/**
 * Weights that are statistics of batch norms, which stay as they were trained: of nodes of that name, and, where a file has
 * its batch norms in parts, by their own names.
 */
export function statisticsOf({ nodes, weights }: Outline): ReadonlySet<string> {
  const found = new Set(
    nodes.filter(({ opType }) => opType === 'BatchNormalization').flatMap(({ input }) => input.slice(3, 5)),
  );
  for (const name of weights) {
    for (const [mean, variance] of STATISTICS) {
      const [, before] = new RegExp(`^(.*[./])${mean}$`).exec(name) ?? [];
      if (before === undefined || !weights.has(before + variance)) continue;
      found.add(name).add(before + variance);
    }
  }
  return found;
}

/** Numbers that nearfar writes without a name: of its normalisation, and of formulas. */
export const isUnnamed = ({ producer }: Outline, name: string): boolean =>
  producer === 'nearfar' && /^(inner_\d+_)*constant_\d+_*$/.test(name);
