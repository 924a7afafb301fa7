import { NearfarError } from '../errors.ts';
import { constant } from './ops/constant.ts';
import { add } from './ops/elementwise.ts';
import { sumTo } from './ops/reduce.ts';
import { full } from './ops/shape.ts';
import type { Node, Tensor } from './tensor.ts';
import { showType } from './tensor-type.ts';
import { ancestors } from './walk.ts';

/**
 * ∂loss/∂x for each x of `wrt`, as new tensors of their shapes (reverse mode). `loss` must be a float32 scalar, and each x
 * float32; an x that the loss does not depend on, or only through stopGradient, gets zeros. An operation without a gradient
 * on the way is an error that names it.
 */
export function gradients(loss: Tensor, wrt: readonly Tensor[]): readonly Tensor[] {
  if (loss.shape.length !== 0 || loss.dtype !== 'float32') {
    throw new NearfarError({
      who: 'gradients',
      expected: 'a float32 scalar',
      got: showType(loss),
      fix: 'Reduce it with mean or sum',
    });
  }
  const whole = wrt.find(x => x.dtype !== 'float32');
  if (whole) {
    throw new NearfarError({ who: 'gradients', expected: 'float32 tensors to differentiate by', got: showType(whole) });
  }
  const nodes = ancestors([loss]);
  const depends = dependents(nodes, wrt);
  const sums = new Map<Tensor, Tensor>([[loss, constant(1)]]);
  for (const node of nodes.toReversed()) {
    if (depends.has(node)) backward(node, depends, new Set(wrt), sums);
  }
  for (const x of wrt) if (!sums.has(x)) requireIndependent(loss, x, nodes);
  return wrt.map(x => sums.get(x) ?? full(x.shape, 0));
}

function noGradient(op: string, reason: string): NearfarError {
  return new NearfarError({
    who: 'gradients',
    expected: 'operations with a gradient between the loss and what it is taken with respect to',
    got: `"${op}", which has none: ${reason}`,
    fix: 'Put stopGradient around it if it is meant to be a constant',
  });
}

/** No gradient came to x. That is right if the loss does not depend on it; else what stopped it is named. */
function requireIndependent(loss: Tensor, x: Tensor, nodes: readonly Node[]): void {
  const reached = new Set([x]);
  let culprit: Node | undefined;
  for (const node of nodes) {
    if (node.op.gradient === 'stopped' || !node.inputs.some(input => reached.has(input))) continue;
    for (const y of node.outputs) reached.add(y);
    if (typeof node.op.gradient !== 'function' || node.outputs.some(y => y.dtype !== 'float32')) culprit ??= node;
  }
  if (!culprit || !reached.has(loss)) return;
  const { name, gradient } = culprit.op;
  throw noGradient(name, typeof gradient === 'object' ? gradient.none : 'its result is not float32');
}

/** The nodes whose results change with one of `wrt`, not counting what stopGradient cuts off. */
function dependents(nodes: readonly Node[], wrt: readonly Tensor[]): ReadonlySet<Node> {
  const depends = new Set(wrt.map(x => x.node));
  for (const node of nodes) {
    if (node.op.gradient !== 'stopped' && node.inputs.some(x => depends.has(x.node))) depends.add(node);
  }
  return depends;
}

/** Takes the gradients of one node's outputs back to its inputs, adding them up in `sums`. */
function backward(node: Node, depends: ReadonlySet<Node>, wrt: ReadonlySet<Tensor>, sums: Map<Tensor, Tensor>): void {
  const dys = node.outputs.map(y => sums.get(y));
  const first = dys.findIndex(dy => dy !== undefined);
  const needs = node.inputs.map(x => x.dtype === 'float32' && (depends.has(x.node) || wrt.has(x)));
  if (first < 0 || !needs.includes(true)) return;
  const { gradient } = node.op;
  if (gradient === 'stopped') return;
  if (typeof gradient === 'object') throw noGradient(node.op.name, gradient.none);
  const { inputs: xs, attrs, outputs } = node;
  const dxs = gradient({ dy: dys[first]!, dys, y: outputs[first]!, xs, attrs: attrs as never, needs });
  dxs.forEach((dx, i) => {
    if (dx === undefined || !needs[i]) return;
    const x = xs[i]!;
    const summed = sumTo(dx, x.shape);
    const before = sums.get(x);
    sums.set(x, before ? add(before, summed) : summed);
  });
}
