import type { Work } from './cost-rules.ts';
import type { Node, Tensor } from './tensor.ts';
import { bytesOfTensor } from './tensor-type.ts';
import { ancestors } from './walk.ts';

/** What one run of a graph takes, counted from its nodes. */
export interface Cost {
  /** Additions, multiplications, comparisons and functions of single numbers; of a sort n log₂ n. */
  readonly operations: number;
  /** The most bytes of intermediate values that live at one time, beside inputs and constants. */
  readonly peakBytes: number;
  /** Bytes of inputs and constants. */
  readonly givenBytes: number;
}

/** What one run of a graph takes that computes `outputs`. Each operation says what it takes itself. */
export function cost(outputs: readonly Tensor[]): Cost {
  const nodes = ancestors(outputs);
  const given = nodes.filter(isGiven).flatMap(node => node.outputs);
  return {
    operations: nodes.reduce((total, node) => total + workOf(node).operations, 0),
    peakBytes: peakOf(nodes, outputs),
    givenBytes: given.reduce((total, tensor) => total + bytesOfTensor(tensor), 0),
  };
}

const isGiven = ({ op }: Node): boolean => op.cost === 'given';
const isView = ({ op }: Node): boolean => op.cost === 'view';

function workOf({ op, inputs, outputs, attrs }: Node): Work {
  if (typeof op.cost === 'string') return { operations: 0, bytes: 0 };
  const work = op.cost({ xs: inputs, ys: outputs, attrs: attrs as never });
  return typeof work === 'number' ? { operations: work, bytes: 0 } : work;
}

/** Goes through the nodes in order, each value living until its last use; one that nothing uses, only while it is made. */
function peakOf(nodes: readonly Node[], outputs: readonly Tensor[]): number {
  const lastUse = new Map<Tensor, number>();
  nodes.forEach((node, at) => {
    for (const y of node.outputs) lastUse.set(original(y), at);
    for (const x of node.inputs) lastUse.set(original(x), at);
  });
  for (const y of outputs) lastUse.set(original(y), nodes.length);
  const ending = new Map<number, Tensor[]>();
  for (const [x, at] of lastUse) ending.set(at, [...(ending.get(at) ?? []), x]);
  let [live, peak] = [0, 0];
  nodes.forEach((node, at) => {
    if (!isGiven(node) && !isView(node)) live += node.outputs.reduce((total, y) => total + bytesOfTensor(y), 0);
    peak = Math.max(peak, live + workOf(node).bytes);
    for (const x of ending.get(at) ?? []) if (!isGiven(x.node)) live -= bytesOfTensor(x);
  });
  return peak;
}

const original = (x: Tensor): Tensor => (isView(x.node) ? original(x.node.inputs[0]!) : x);
