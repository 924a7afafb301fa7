import { print, program } from '../graph/program.ts';
import type { Node, Tensor } from '../graph/tensor.ts';
import { ancestors } from '../graph/walk.ts';

/** How many samples the second of both graphs has. */
export const MORE = 3;

/**
 * The first node that would keep a model from taking any number of samples, given the same computation for 1 sample and for
 * `MORE`: only leading axes may grow, by that factor, and nothing may be repeated for each sample.
 */
export function fixedToBatch(one: Tensor, more: Tensor): string | undefined {
  const [a, b] = [ancestors([one]), ancestors([more])];
  if (a.length !== b.length) return 'nodes that depend on the number of samples';
  for (const [i, node] of a.entries()) if (!grows(node, b[i]!)) return describe(node);
  return undefined;
}

const isLonger = (x: Tensor, y: Tensor): boolean => x.shape[0] !== y.shape[0];

function grows(node: Node, other: Node): boolean {
  if (node.op.name !== other.op.name) return false;
  const changed = node.outputs.map((x, i) => isLonger(x, other.outputs[i]!));
  const fits = node.outputs.every((x, i) => {
    const y = other.outputs[i]!;
    const rest = x.shape.length === y.shape.length && x.shape.every((n, axis) => axis === 0 || n === y.shape[axis]);
    return rest && (!changed[i] || y.shape[0] === x.shape[0]! * MORE);
  });
  if (!fits || (node.op.name === 'constant' && changed.includes(true))) return false;
  return node.op.name !== 'broadcastTo' || !changed[0] || isLonger(node.inputs[0]!, other.inputs[0]!);
}

const describe = (node: Node): string =>
  print(program({ y: node.outputs[0]! }))
    .split('\n')
    .at(-2) ?? node.op.name;
