import { NearfarError } from '../errors.ts';
import { expandDims, input, mapRows, reshape } from '../graph/ops/index.ts';
import type { Node, Shape, Tensor } from '../graph/tensor.ts';
import { ancestors } from '../graph/walk.ts';

/** Samples [N, …] to features [N, D], with weights. */
export type Encode = (x: Tensor, weights: readonly Tensor[]) => Tensor;

/** How many samples the second of two graphs that are compared has. */
const MORE = 3;

/** `free`: one graph serves any number of samples. `bound`: each number has its own. `single`: it takes one sample only. */
type Kind = 'free' | 'bound' | 'single';

/**
 * An encoder whose graph serves any number of samples, as a saved model must: where a network repeats something for each
 * sample (a class token, say) or was saved for one sample, its graph for one sample runs for each. In training the number is
 * known, and only what was saved for one sample runs so.
 */
export function forAnyBatch(
  encode: Encode,
  weights: readonly Tensor[],
): (x: Tensor, weights: readonly Tensor[], training: boolean) => Tensor {
  const kinds = new Map<string, Kind>();
  return (x, given, training) => {
    const sample = x.shape.slice(1);
    const kind = kinds.get(`${sample}`) ?? kindOf(encode, weights, sample);
    kinds.set(`${sample}`, kind);
    if (kind === 'free' || (kind === 'bound' && training)) return encode(x, given);
    const one = (row: Tensor, shared: readonly Tensor[]) => reshape(encode(expandDims(row, 0), shared), [-1]);
    return mapRows(([row], shared) => ({ stacked: [one(row!, shared)] }), [x], given).stacked[0]!;
  };
}

function kindOf(encode: Encode, weights: readonly Tensor[], sample: Shape): Kind {
  const build = (n: number) => encode(input('x', 'float32', [n, ...sample]), weights);
  const one = build(1);
  try {
    return isFree(one, build(MORE)) ? 'free' : 'bound';
  } catch (error) {
    if (error instanceof NearfarError) return 'single';
    throw error;
  }
}

/** Whether only leading axes grow with the number of samples, by as much, and nothing is repeated for each. */
function isFree(one: Tensor, more: Tensor): boolean {
  const [a, b] = [ancestors([one]), ancestors([more])];
  return a.length === b.length && a.every((node, i) => grows(node, b[i]!));
}

const isLonger = (x: Tensor, y: Tensor): boolean => x.shape[0] !== y.shape[0];

function grows(node: Node, other: Node): boolean {
  if (node.op.name !== other.op.name) return false;
  const longer = node.outputs.map((x, i) => isLonger(x, other.outputs[i]!));
  const fits = node.outputs.every((x, i) => {
    const y = other.outputs[i]!;
    const rest = x.shape.length === y.shape.length && x.shape.every((n, axis) => axis === 0 || n === y.shape[axis]);
    return rest && (!longer[i] || y.shape[0] === x.shape[0]! * MORE);
  });
  if (!fits || (node.op.name === 'constant' && longer.includes(true))) return false;
  return node.op.name !== 'broadcastTo' || !longer[0] || isLonger(node.inputs[0]!, other.inputs[0]!);
}
