import { NearfarError, unknownName } from '../errors.ts';
import { fromGiven } from '../given-array.ts';
import { constant, input } from '../graph/ops/index.ts';
import { type Shape, sameShape, type Tensor } from '../graph/tensor.ts';
import type { NdArray, Nested, TypedArray } from '../nd-array.ts';
import { Random } from '../random.ts';
import type { Initializer } from './initializers.ts';

/** Numbers that a model keeps from step to step. */
export interface Parameter {
  /** Its path, like `encoder.0.weight`. */
  readonly name: string;
  /** The extent of each axis. */
  readonly shape: Shape;
  /** Makes its first values. */
  readonly initializer: Initializer;
  /** Whether the optimiser moves it; otherwise it changes only by `Scope.update` (running statistics, memories). */
  readonly trainable: boolean;
  /** Its value in the graph, float32: an input, or a constant where the scope was given values. */
  readonly tensor: Tensor;
}

/** Values of parameters by their names, each of the parameter's shape. */
export type ParameterValues = Readonly<Record<string, NdArray>>;

/** Values as people hand them in: nested arrays, a typed array for a vector, and a number for a scalar, too. */
export type GivenValues = Readonly<Record<string, NdArray | Nested | TypedArray | number>>;

/** What a graph is built for. */
export interface ScopeOptions {
  /** Whether batch statistics, dropout and the like are on. */
  training: boolean;
  /** Known values: parameters become constants, so that the runtime can fold and fuse them. */
  values?: ParameterValues;
}

interface Store {
  readonly parameters: Map<string, Parameter>;
  readonly updates: Map<string, Tensor>;
}

/**
 * Where layers and losses find their parameters by name. Asking twice for one name gives one tensor: that is how two
 * branches of a siamese network share their weights.
 */
export class Scope {
  /** Whether batch statistics, dropout and the like are on. */
  readonly training: boolean;
  readonly #values: ParameterValues | undefined;
  readonly #path: string;
  readonly #store: Store;

  /** A scope over a whole model. `path` and `store` are what `child` hands on. */
  constructor(options: ScopeOptions, path = '', store: Store = { parameters: new Map(), updates: new Map() }) {
    this.training = options.training;
    this.#values = options.values;
    this.#path = path;
    this.#store = store;
  }

  /** All parameters asked for so far, in that order. */
  get parameters(): readonly Parameter[] {
    return [...this.#store.parameters.values()];
  }

  /** The next values of parameters that are not trained, by name. */
  get updates(): ReadonlyMap<string, Tensor> {
    return this.#store.updates;
  }

  /** The same scope for a part of the model: names asked for there begin with `name.` */
  child(name: string | number): Scope {
    const options = { training: this.training, ...(this.#values && { values: this.#values }) };
    return new Scope(options, `${this.#path}${name}.`, this.#store);
  }

  /** The trained parameter of this name, float32. Asked for again, it must have the same shape. */
  parameter(name: string, shape: Shape, initializer: Initializer): Tensor {
    return this.#tensor(name, shape, initializer, true);
  }

  /** A parameter that is not trained, float32: it changes only by `update`. Asked for again, it must have the same shape. */
  state(name: string, shape: Shape, initializer: Initializer): Tensor {
    return this.#tensor(name, shape, initializer, false);
  }

  /** Gives the `state` of this name the value that it has from the next step on. */
  update(name: string, next: Tensor): void {
    this.#store.updates.set(this.#path + name, next);
  }

  #tensor(name: string, shape: Shape, initializer: Initializer, trainable: boolean): Tensor {
    const path = this.#path + name;
    const known = this.#store.parameters.get(path);
    if (known && !sameShape(known.shape, shape)) {
      throw new NearfarError({
        who: path,
        expected: `shape [${known.shape.join(', ')}] as before`,
        got: `[${shape.join(', ')}]`,
      });
    }
    if (known) return known.tensor;
    const tensor = this.#values ? frozen(path, shape, this.#values) : input(path, 'float32', shape);
    this.#store.parameters.set(path, { name: path, shape, initializer, trainable, tensor });
    return tensor;
  }
}

function frozen(path: string, shape: Shape, values: ParameterValues): Tensor {
  const value = values[path];
  if (value && sameShape(value.shape, shape)) return constant(value.data, { shape, name: path });
  const got = value ? `shape [${value.shape.join(', ')}]` : 'no value';
  throw new NearfarError({ who: path, expected: `a value of shape [${shape.join(', ')}]`, got });
}

/** Fresh values for parameters. Each draws from a generator forked by its name, so that adding one leaves the others as they were. */
export const initialize = (parameters: readonly Parameter[], random: Random): Record<string, NdArray<Float32Array>> =>
  Object.fromEntries(
    parameters.map(({ name, shape, initializer }) => [name, { data: initializer(shape, random.fork(name)), shape }]),
  );

/** Values for parameters out of those that are given, by name; the rest are fresh, from seed 0. `who` asks for them. */
export function givenValues(
  who: string,
  wanted: readonly Parameter[],
  given: GivenValues,
): Record<string, ArrayLike<number>> {
  const names = wanted.map(({ name }) => name);
  const unknown = Object.keys(given).find(name => !names.includes(name));
  if (unknown !== undefined && names.length > 0) throw unknownName(who, 'a parameter', unknown, names);
  if (unknown !== undefined) {
    throw new NearfarError({ who, expected: 'no parameters, since nothing is learned here', got: `"${unknown}"` });
  }
  const fresh = initialize(wanted, new Random(0));
  return Object.fromEntries(
    wanted.map(({ name, shape }) => {
      const own = given[name];
      const value = own === undefined ? fresh[name]! : fromGiven(own, `${who}, ${name}`);
      if (sameShape(value.shape, shape)) return [name, value.data as Float32Array];
      const expected = `${name} of shape [${shape.join(', ')}]`;
      throw new NearfarError({ who, expected, got: `[${value.shape.join(', ')}]` });
    }),
  );
}
