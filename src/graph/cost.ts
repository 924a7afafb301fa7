import { sizeOf } from '../nd-array.ts';
import { ancestors } from './gradients.ts';
import { constantOp, inputOp } from './ops/constant.ts';
import type { Body } from './ops/map-rows.ts';
import type { DType, Node, Tensor, TensorType } from './tensor.ts';

/** What one run of a graph takes, counted from its nodes. */
export interface Cost {
  /** Additions, multiplications, comparisons and functions of single numbers; of a sort n log₂ n. */
  readonly operations: number;
  /** The most bytes of intermediate values that live at one time, beside inputs and constants. */
  readonly peakBytes: number;
  /** Bytes of inputs and constants. */
  readonly givenBytes: number;
}

const BYTES: Readonly<Record<DType, number>> = { float32: 4, int32: 4, int64: 8, uint8: 1, bool: 1 };

export const bytesOfTensor = ({ dtype, shape }: TensorType): number => BYTES[dtype] * sizeOf(shape);

/** Operations whose result is their operand under another name. */
const VIEWS: ReadonlySet<string> = new Set(['reshape', 'stopGradient']);

/** Operations that move numbers without computing. */
const MOVES: ReadonlySet<string> = new Set([
  'broadcastTo',
  'transpose',
  'concat',
  'split',
  'slice',
  'pad',
  'gather',
  'gatherElements',
  'resizeNearest',
]);

/** What one run of the outputs takes. */
export function cost(outputs: readonly Tensor[]): Cost {
  const nodes = ancestors(outputs);
  const given = nodes.filter(isGiven).flatMap(node => node.outputs);
  return {
    operations: nodes.reduce((total, node) => total + operationsOf(node), 0),
    peakBytes: peakOf(nodes, outputs),
    givenBytes: given.reduce((total, tensor) => total + bytesOfTensor(tensor), 0),
  };
}

const isGiven = ({ op }: Node): boolean => [inputOp, constantOp].includes(op as unknown as typeof constantOp);

function operationsOf(node: Node): number {
  const { op, inputs, outputs } = node;
  if (isGiven(node) || VIEWS.has(op.name) || MOVES.has(op.name)) return 0;
  const [x, w] = inputs;
  const out = outputs.reduce((total, y) => total + sizeOf(y.shape), 0);
  switch (op.name) {
    case 'matmul':
    case 'linear':
      return 2 * out * innerOf(node);
    case 'conv2d':
      return 2 * out * sizeOf(w!.shape.slice(1));
    case 'sum':
    case 'mean':
    case 'max':
    case 'min':
    case 'argMax':
    case 'argMin':
      return sizeOf(x!.shape);
    case 'topK':
      return sizeOf(x!.shape) * Math.ceil(Math.log2(Math.max(2, x!.shape.at(-1)!)));
    case 'mapRows':
      return x!.shape[0]! * cost(resultsOf(node)).operations;
    default:
      return out;
  }
}

/** How many products each number of a matrix product is the sum of. */
function innerOf({ inputs, attrs }: Node): number {
  const transposed = (attrs as { transposeA?: boolean } | undefined)?.transposeA === true;
  return inputs[0]!.shape.at(transposed ? -2 : -1)!;
}

function resultsOf({ attrs }: Node): readonly Tensor[] {
  const { stacked, totals } = (attrs as unknown as { body: Body }).body;
  return [...stacked, ...totals];
}

/** Goes through the nodes in order, each value living until its last use. */
function peakOf(nodes: readonly Node[], outputs: readonly Tensor[]): number {
  const lastUse = new Map<Tensor, number>();
  nodes.forEach((node, at) => {
    for (const x of node.inputs) lastUse.set(original(x), at);
  });
  for (const y of outputs) lastUse.set(original(y), nodes.length);
  const ending = new Map<number, Tensor[]>();
  for (const [x, at] of lastUse) ending.set(at, [...(ending.get(at) ?? []), x]);
  let [live, peak] = [0, 0];
  nodes.forEach((node, at) => {
    if (!isGiven(node) && !VIEWS.has(node.op.name)) {
      live += node.outputs.reduce((total, y) => total + bytesOfTensor(y), 0);
    }
    const within = node.op.name === 'mapRows' ? cost(resultsOf(node)) : undefined;
    peak = Math.max(peak, live + (within ? within.peakBytes + within.givenBytes : 0));
    for (const x of ending.get(at) ?? []) if (!isGiven(x.node)) live -= bytesOfTensor(x);
  });
  return peak;
}

const original = (x: Tensor): Tensor => (VIEWS.has(x.node.op.name) ? original(x.node.inputs[0]!) : x);
