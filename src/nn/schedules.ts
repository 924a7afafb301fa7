import { NearfarError } from '../errors.ts';
import { add, clip, constant, cos, div, floor, less, minimum, mul, pow, sub, where } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';

/** The learning rate, a float32 scalar, at a step (a float32 scalar that counts from 0), computed in the graph. */
export type Schedule = (step: Tensor) => Tensor;

/** The same `rate` at every step. */
export const constantRate =
  ({ rate }: { rate: number }): Schedule =>
  () =>
    constant(rate);

/** `rate`, multiplied by `factor` (default 0.1) after each `every` steps (above 0). */
export const stepDecay =
  ({ rate, every, factor = 0.1 }: { rate: number; every: number; factor?: number }): Schedule =>
  step =>
    mul(rate, pow(factor, floor(div(step, positive('stepDecay', 'every', every)))));

/**
 * From `rate` down to `end` (default 0) along half a cosine over `steps` (above 0), then `end` (Loshchilov & Hutter 2017).
 */
export const cosine =
  ({ rate, steps, end = 0 }: { rate: number; steps: number; end?: number }): Schedule =>
  step =>
    halfCosine(rate, end, div(step, positive('cosine', 'steps', steps)));

/** A linear rise over `steps` (above 0) to the start of the schedule `next`, which then begins. */
export const warmUp =
  ({ steps, next }: { steps: number; next: Schedule }): Schedule =>
  step => {
    const rise = minimum(div(add(step, 1), positive('warmUp', 'steps', steps)), 1);
    return mul(rise, next(clip(sub(step, steps), 0, Number.MAX_SAFE_INTEGER)));
  };

/**
 * Up from rate/25 to `rate` over the first `rise` (from 0 to 1, default 0.3) of `steps` (above 0), then down to rate/250 000 at
 * the last step, both along half cosines (Smith & Topin 2018): step by step the rates of PyTorch's OneCycleLR.
 */
export const oneCycle =
  ({ rate, steps, rise = 0.3 }: { rate: number; steps: number; rise?: number }): Schedule =>
  step => {
    const top = rise * positive('oneCycle', 'steps', steps) - 1; // the step that has the highest rate
    const rest = steps - 1 - top;
    const up = halfCosine(rate / 25, rate, div(step, top));
    const down = rest > 0 ? halfCosine(rate, rate / 25e4, div(sub(step, top), rest)) : constant(rate);
    return where(less(step, top), up, down);
  };

/** From `a` to `b` along half a cosine as t goes from 0 to 1. */
const halfCosine = (a: number, b: number, t: Tensor): Tensor =>
  add(b, mul((a - b) / 2, add(1, cos(mul(Math.PI, clip(t, 0, 1))))));

function positive(who: string, name: string, value: number): number {
  if (value > 0) return value;
  throw new NearfarError({ who, expected: `${name} above 0`, got: `${value}` });
}
