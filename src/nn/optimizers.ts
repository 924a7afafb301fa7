import { add, div, minimum, mul, pow, sqrt, square, sub, sum } from '../graph/ops/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import { zeros } from './initializers.ts';
import { constantRate, type Schedule } from './schedules.ts';
import type { Parameter, Scope } from './scope.ts';

/** What a transform sees beside the updates: the parameters they are for, and a scope for state of its own. */
export interface OptimizerContext {
  readonly parameters: readonly Parameter[];
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

/** Shrinks all updates together so that their common Euclidean length is at most `maxNorm`. */
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

/** Momentum as PyTorch's SGD has it: v ← momentum·v + u. */
export const trace =
  ({ momentum, nesterov = false }: { momentum: number; nesterov?: boolean }): Transform =>
  (updates, { parameters, scope }) =>
    updates.map((u, i) => {
      const v = track(scope, `${parameters[i]!.name}.v`, u, momentum, 1);
      return nesterov ? add(u, mul(v, momentum)) : v;
    });

/** m̂ / (√v̂ + eps), m and v running means of the gradient and its square, bias-corrected (Kingma & Ba 2015). */
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

/** Adds rate·w to each update. Before a gradient scaling this is L2 regularisation, behind it decoupled decay. */
export const addDecayedWeights =
  ({ rate }: { rate: number }): Transform =>
  (updates, { parameters }) =>
    rate === 0 ? updates : updates.map((u, i) => add(u, mul(parameters[i]!.tensor, rate)));

/** Multiplies by the learning rate of the step. */
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

interface Common {
  /** The learning rate, a number or a schedule. */
  rate: number | Schedule;
  weightDecay?: number;
}

/** Stochastic gradient descent; `momentum` and `weightDecay` (L2) default to 0. */
export const sgd = ({
  rate,
  momentum = 0,
  weightDecay = 0,
  nesterov = false,
}: Common & { momentum?: number; nesterov?: boolean }) =>
  chain(
    addDecayedWeights({ rate: weightDecay }),
    ...(momentum > 0 ? [trace({ momentum, nesterov })] : []),
    scaleByLearningRate({ rate }),
  );

export interface AdamOptions extends Common {
  beta1?: number;
  beta2?: number;
  eps?: number;
}

/** Adam (Kingma & Ba 2015): β₁ 0.9, β₂ 0.999, eps 10⁻⁸; `weightDecay` (L2) defaults to 0. */
export const adam = ({ rate, weightDecay = 0, ...moments }: AdamOptions): Transform =>
  chain(addDecayedWeights({ rate: weightDecay }), scaleByAdam(moments), scaleByLearningRate({ rate }));

/** Adam with decoupled weight decay, default 0.01 (Loshchilov & Hutter 2019). */
export const adamW = ({ rate, weightDecay = 0.01, ...moments }: AdamOptions): Transform =>
  chain(scaleByAdam(moments), addDecayedWeights({ rate: weightDecay }), scaleByLearningRate({ rate }));

/**
 * The next values of the trained parameters, given their gradients: they, the step count and the transforms' own state
 * are put into `scope` as updates.
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
