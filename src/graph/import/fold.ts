import { sizeOf } from '../../nd-array.ts';
import { constantAttrs } from '../given.ts';
import { constant } from '../ops/constant.ts';
import type { Tensor } from '../tensor.ts';
import { numberRules } from './fold-numbers.ts';
import { placeRules } from './fold-places.ts';

/** Arrays of more numbers are left to the runtime: what shapes are computed from has few. */
const MOST = 2 ** 18;

/** How results are found where all operands are constants, by the operation's name. */
export const foldRules = { ...numberRules, ...placeRules };

/**
 * Finds the numbers of tensors that are computed from constants alone, so that shapes that a network computes are known while
 * its graph is built. A tensor that is no such thing comes back as it is.
 */
export class Folder {
  readonly #done = new Map<Tensor, Tensor>();

  /** The tensor as a constant, if it can be. What it was computed from is looked at once. */
  fold(tensor: Tensor): Tensor {
    const known = this.#done.get(tensor);
    if (known) return known;
    const folded = this.#folded(tensor);
    this.#done.set(tensor, folded);
    this.#done.set(folded, folded);
    return folded;
  }

  #folded(tensor: Tensor): Tensor {
    const { op, inputs, attrs } = tensor.node;
    const rule = Object.hasOwn(foldRules, op.name) ? foldRules[op.name] : undefined;
    if (!rule || sizeOf(tensor.shape) > MOST || inputs.some(x => sizeOf(x.shape) > MOST)) return tensor;
    const xs = inputs.map(x => constantAttrs(this.fold(x).node));
    if (!xs.every(x => x !== undefined)) return tensor;
    const { dtype, shape, index } = tensor;
    const values = rule({ xs, attrs: attrs as never, y: tensor, index });
    return values === undefined ? tensor : constant(values, { dtype, shape });
  }
}
