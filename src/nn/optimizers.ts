import { add, div, minimum, mul, pow, sqrt, square, sub, sum } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { zeros } from './initializers.ts';
import { constantRate, type Schedule } from './schedules.ts';
import type { Parameter, Scope } from './scope.ts';

/** What a transform sees beside the updates: the parameters they are for, and a scope for state of its own. */
export interface OptimizerContext {
  /** The parameters, in the order of the updates. */
  readonly parameters: readonly Parameter[];
  /** Where the transform keeps its state; each transform of a chain has its own. */
  readonly scope: Scope;
  /** Steps done so far, a float32 scalar. */
  readonly step: Tensor;
}

/** Maps updates (at first the gradients), one a parameter, to better ones. An optimiser is a chain of these. */
export type Transform = (updates: readonly Tensor[], context: OptimizerContext) => readonly Tensor[];

/** Transforms one after another. */
export const chain =
  (...transforms: readonly Transform[]): Transform =>
  (updates, context) =>
    transforms.reduce(
      (current, transform, i) => transform(current, { ...context, scope: context.scope.child(i) }),
      updates,
    );

/** Shrinks all updates together so that their common Euclidean length is at most `maxNorm` (above 0). */
export const clipByGlobalNorm =
  ({ maxNorm }: { maxNorm: number }): Transform =>
  updates => {
    const squared = updates.map(u => sum(square(u))).reduce((a, b) => add(a, b));
    const factor = minimum(div(maxNorm, add(sqrt(squared), 1e-6)), 1);
    return updates.map(u => mul(u, factor));
  };

/** A running mean of a value: next = decay·kept + share·value. */
function track(scope: Scope, name: string, value: Tensor, decay: number, share: number): Tensor {
  const next = add(mul(scope.state(name, value.shape, zeros), decay), mul(value, share));
  scope.update(name, next);
  return next;
}

/**
 * Momentum as PyTorch's SGD has it: v ← momentum·v + u, with `momentum` from 0 to below 1. Gives v, or u + momentum·v where
 * `nesterov` (default false) says so.
 */
export const trace =
  ({ momentum, nesterov = false }: { momentum: number; nesterov?: boolean }): Transform =>
  (updates, { parameters, scope }) =>
    updates.map((u, i) => {
      const v = track(scope, `${parameters[i]!.name}.v`, u, momentum, 1);
      return nesterov ? add(u, mul(v, momentum)) : v;
    });

/**
 * m̂ / (√v̂ + eps), m and v running means of the gradient and its square, bias-corrected (Kingma & Ba 2015): `beta1` (default
 * 0.9) and `beta2` (default 0.999) say how much of the former mean stays, `eps` defaults to 10⁻⁸.
 */
export const scaleByAdam =
  ({ beta1 = 0.9, beta2 = 0.999, eps = 1e-8 } = {}): Transform =>
  (updates, { parameters, scope, step }) => {
    const t = add(step, 1);
    const correction1 = sub(1, pow(beta1, t));
    const correction2 = sqrt(sub(1, pow(beta2, t)));
    return updates.map((u, i) => {
      const { name } = parameters[i]!;
      const m = track(scope, `${name}.m`, u, beta1, 1 - beta1);
      const v = track(scope, `${name}.v`, square(u), beta2, 1 - beta2);
      return div(div(m, correction1), add(div(sqrt(v), correction2), eps));
    });
  };

/**
 * Adds rate·w to each update, w the parameter's value and `rate` at least 0. Before a scaling of the gradient this is L2
 * regularisation, behind it decoupled decay.
 */
export const addDecayedWeights =
  ({ rate }: { rate: number }): Transform =>
  (updates, { parameters }) =>
    rate === 0 ? updates : updates.map((u, i) => add(u, mul(parameters[i]!.tensor, rate)));

/** Multiplies the updates by the learning rate of the step: a number, or a schedule. */
export const scaleByLearningRate =
  ({ rate }: { rate: number | Schedule }): Transform =>
  (updates, { step }) => {
    const now = (typeof rate === 'number' ? constantRate({ rate }) : rate)(step);
    return updates.map(u => mul(u, now));
  };

/** Multiplies the updates of parameters whose name starts with `prefix`: a learning rate of their own. */
export const scaleGroup =
  ({ prefix, factor }: { prefix: string; factor: number }): Transform =>
  (updates, { parameters }) =>
    updates.map((u, i) => (parameters[i]!.name.startsWith(prefix) ? mul(u, factor) : u));

/** What every optimiser is told. */
export interface OptimizerOptions {
  /** The learning rate, a number above 0 or a schedule. */
  rate: number | Schedule;
  /** The share of a parameter's value that is added to its gradient (or update); at least 0, default 0, of `adamW` 0.01. */
  weightDecay?: number;
}

/** Stochastic gradient descent. */
export interface SgdOptions extends OptimizerOptions {
  /** How much of the former step goes into the next one, from 0 to below 1; default 0. */
  momentum?: number;
  /** Whether the gradient is taken ahead along the momentum (Nesterov 1983); default false. */
  nesterov?: boolean;
}

/** Stochastic gradient descent as PyTorch has it; `weightDecay` is L2 regularisation. */
export const sgd = ({ rate, momentum = 0, weightDecay = 0, nesterov = false }: SgdOptions): Transform =>
  chain(
    addDecayedWeights({ rate: weightDecay }),
    ...(momentum > 0 ? [trace({ momentum, nesterov })] : []),
    scaleByLearningRate({ rate }),
  );

/** Adam and its variants. */
export interface AdamOptions extends OptimizerOptions {
  /** How much of the gradient's running mean stays at each step, from 0 to below 1; default 0.9. */
  beta1?: number;
  /** How much of the squared gradient's running mean stays at each step, from 0 to below 1; default 0.999. */
  beta2?: number;
  /** Added to the root of the squares' mean, above 0; default 10⁻⁸. */
  eps?: number;
}

/** Adam (Kingma & Ba 2015); `weightDecay` is L2 regularisation. */
export const adam = ({ rate, weightDecay = 0, ...moments }: AdamOptions): Transform =>
  chain(addDecayedWeights({ rate: weightDecay }), scaleByAdam(moments), scaleByLearningRate({ rate }));

/** Adam with decoupled weight decay, whose rate `weightDecay` defaults to 0.01 (Loshchilov & Hutter 2019). */
export const adamW = ({ rate, weightDecay = 0.01, ...moments }: AdamOptions): Transform =>
  chain(scaleByAdam(moments), addDecayedWeights({ rate: weightDecay }), scaleByLearningRate({ rate }));

/**
 * The next values of the trained parameters, in their order, given the gradient of each. The step count and the transforms'
 * own state are kept in `scope`.
 */
export function applyOptimizer(
  optimizer: Transform,
  parameters: readonly Parameter[],
  grads: readonly Tensor[],
  scope: Scope,
): readonly Tensor[] {
  const step = scope.state('step', [], zeros);
  const updates = optimizer(grads, { parameters, scope, step });
  scope.update('step', add(step, 1));
  return parameters.map(({ tensor }, i) => sub(tensor, updates[i]!));
}
