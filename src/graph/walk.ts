import type { Node, Tensor } from './tensor.ts';

/** All nodes that the tensors are computed from, each after those it needs. */
export function ancestors(tensors: readonly Tensor[]): readonly Node[] {
  const seen = new Set<Node>();
  const pending = tensors.map(tensor => tensor.node);
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    for (const x of node.inputs) pending.push(x.node);
  }
  return [...seen].sort((a, b) => a.id - b.id);
}
