import { add } from '../graph/ops/elementwise.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Scope } from './scope.ts';

/** A layer, or a network of layers: it maps a tensor, batch first, and finds its parameters in a scope by name. */
export type Module = (x: Tensor, scope: Scope) => Tensor;

/** Modules one after another; the parameters of the i-th (from 0) are named `i.…`. */
export const sequential =
  (...modules: readonly Module[]): Module =>
  (x, scope) =>
    modules.reduce((y, module, i) => module(y, scope.child(i)), x);

/** A module whose parameters are named `name.…`, instead of by its place in a sequence alone. */
export const named =
  (name: string, module: Module): Module =>
  (x, scope) =>
    module(x, scope.child(name));

/**
 * x + f(x), or shortcut(x) + f(x) where f changes the shape (He et al. 2016). Parameters are named `body.…` and `shortcut.…`.
 */
export const residual =
  (body: Module, shortcut: Module = x => x): Module =>
  (x, scope) =>
    add(body(x, scope.child('body')), shortcut(x, scope.child('shortcut')));
