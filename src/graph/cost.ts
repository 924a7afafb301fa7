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
    case 'conv2dWeightGradient':
      return 2 * out * sizeOf(w!.shape.slice(1));
    case 'convTranspose2d':
      return 2 * sizeOf(x!.shape) * sizeOf(w!.shape.slice(1));
    case 'maxPool2d':
    case 'maxPool2dIndices':
    case 'avgPool2d':
      return sizeOf(outputs[0]!.shape) * (node.attrs as { kernel: number }).kernel ** 2;
    case 'scatterAdd':
      return sizeOf(inputs[1]!.shape);
    case 'sum':
    case 'mean':
    case 'max':
    case 'min':
    case 'argMax':
    case 'argMin':
      return sizeOf(x!.shape);
    case 'topK':
      return sizeOf(x!.shape) * Math.ceil(Math.log2(Math.max(2, x!.shape[(node.attrs as { axis: number }).axis]!)));
    case 'mapRows':
      return x!.shape[0]! * cost(resultsOf(bodyOf(node))).operations;
    default:
      return out;
  }
}

/** How many products each number of a matrix product is the sum of. */
function innerOf({ inputs, attrs }: Node): number {
  const transposed = (attrs as { transposeA?: boolean } | undefined)?.transposeA === true;
  return inputs[0]!.shape.at(transposed ? -2 : -1)!;
}

const bodyOf = ({ attrs }: Node): Body => (attrs as { body: Body }).body;

const resultsOf = ({ stacked, totals }: Body): readonly Tensor[] => [...stacked, ...totals];

/** The most bytes that one row's computation takes beside what is handed to it whole. */
function bytesOfRow(body: Body): number {
  const { peakBytes, givenBytes } = cost(resultsOf(body));
  const used = new Set(ancestors(resultsOf(body)));
  const whole = body.shared.filter(({ node }) => used.has(node));
  return peakBytes + givenBytes - whole.reduce((total, x) => total + bytesOfTensor(x), 0);
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
    if (!isGiven(node) && !VIEWS.has(node.op.name)) {
      live += node.outputs.reduce((total, y) => total + bytesOfTensor(y), 0);
    }
    peak = Math.max(peak, live + (node.op.name === 'mapRows' ? bytesOfRow(bodyOf(node)) : 0));
    for (const x of ending.get(at) ?? []) if (!isGiven(x.node)) live -= bytesOfTensor(x);
  });
  return peak;
}

const original = (x: Tensor): Tensor => (VIEWS.has(x.node.op.name) ? original(x.node.inputs[0]!) : x);
