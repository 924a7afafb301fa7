import { drawNoise } from '../graph/evaluate.ts';
import { gradients } from '../graph/gradients.ts';
import { toOnnx } from '../graph/onnx/export.ts';
import { add, sqrt, square, sum } from '../graph/ops/index.ts';
import { type Program, program } from '../graph/program.ts';
import { type Buffer, buffer, openSession, type Session, type SessionOptions } from '../graph/runtime.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { NdArray } from '../nd-array.ts';
import {
  applyOptimizer,
  initialize,
  type Parameter,
  type ParameterValues,
  Scope,
  type Transform,
} from '../nn/index.ts';
import type { Random } from '../random.ts';

/** What a step computes: the loss to descend, and scalars to report beside it. */
export interface Objective {
  /** The loss, a float32 scalar (shape []). */
  readonly loss: Tensor;
  /** Scalars (shape []) that `StepRunner.run` returns beside the loss, by name. */
  readonly metrics?: Readonly<Record<string, Tensor>>;
}

/** One training step as a program: parameters and a batch in, new parameters, loss and metrics out. */
export interface Step {
  /** Its inputs are those of the objective and the parameters; its outputs are `loss`, the metrics, and each parameter's next value. */
  readonly program: Program;
  /** The objective's parameters, and the optimiser's state as parameters under `optimizer.`, in the order in which they were asked for. */
  readonly parameters: readonly Parameter[];
  /** `loss` and the names of the metrics. */
  readonly metrics: readonly string[];
}

const OPTIMIZER = 'optimizer';

/** Whether a parameter belongs to the optimiser, not to the model. */
export const isOptimizerState = (name: string): boolean => name.startsWith(`${OPTIMIZER}.`);

/** The Euclidean length of all gradients together. */
const norm = (grads: readonly Tensor[]): Tensor =>
  sqrt(grads.map(grad => sum(square(grad))).reduce((a, b) => add(a, b)));

const nextName = (name: string): string => `next/${name}`;

/**
 * Differentiates an objective and appends the optimiser's update. The objective is called once; it asks the scope for its
 * parameters and reads batches from `graph.input(name, dtype, shape)`, whose shapes are those of every batch.
 */
export function buildStep(objective: (scope: Scope) => Objective, optimizer: Transform): Step {
  const scope = new Scope({ training: true });
  const { loss, metrics: own = {} } = objective(scope);
  const trained = scope.parameters.filter(parameter => parameter.trainable);
  const grads = gradients(
    loss,
    trained.map(({ tensor }) => tensor),
  );
  const metrics = { ...own, gradientNorm: norm(grads) };
  const moved = applyOptimizer(optimizer, trained, grads, scope.child(OPTIMIZER));
  const next = new Map([...scope.updates, ...trained.map(({ name }, i) => [name, moved[i]!] as const)]);
  const { parameters } = scope;
  const outputs = parameters.map(({ name, tensor }) => [nextName(name), next.get(name) ?? tensor] as const);
  return {
    program: program({ loss, ...metrics, ...Object.fromEntries(outputs) }),
    parameters,
    metrics: ['loss', ...Object.keys(metrics)],
  };
}

/** Parameters before and after a step, or the other way round. */
interface ParameterSets {
  current: Readonly<Record<string, Buffer>>;
  next: Readonly<Record<string, Buffer>>;
}

/**
 * A compiled step with its parameters. They are kept twice: a step reads one set and writes the other in place, so
 * nothing is allocated, and the set before a step that went wrong is still there.
 */
export class StepRunner {
  readonly #step: Step;
  readonly #session: Session;
  readonly #feeds: Record<string, Buffer>;
  readonly #sets: ParameterSets;

  private constructor(step: Step, session: Session, sets: ParameterSets) {
    this.#step = step;
    this.#sets = sets;
    this.#session = session;
    const { inputs, noise } = step.program;
    const own = new Set(step.parameters.map(({ name }) => name));
    const given = Object.entries(inputs).filter(([name]) => !own.has(name));
    this.#feeds = Object.fromEntries(
      [...given, ...Object.entries(noise)].map(([name, { dtype, shape }]) => [name, buffer(dtype, shape)]),
    );
  }

  /**
   * Compiles a step. Parameters without a value in `values` (by name, of the parameter's shape) are initialised from
   * `random`; `options` says on which device and with how many threads it runs.
   */
  static async open(
    step: Step,
    random: Random,
    values: ParameterValues = {},
    options: SessionOptions = {},
  ): Promise<StepRunner> {
    const session = await openSession(toOnnx(step.program), { ...options, blockedLayout: false });
    const all: ParameterValues = { ...initialize(step.parameters, random), ...values };
    const copy = () =>
      Object.fromEntries(
        step.parameters.map(({ name, shape }) => [name, buffer('float32', shape, all[name]!.data.slice())]),
      );
    return new StepRunner(step, session, { current: copy(), next: copy() });
  }

  /** Compiles another step over the same parameters, as of batches of another shape: both read and move the same values. */
  async alongside(step: Step, options: SessionOptions = {}): Promise<StepRunner> {
    const session = await openSession(toOnnx(step.program), { ...options, blockedLayout: false });
    return new StepRunner(step, session, this.#sets);
  }

  /** The arrays to write the next batch into, by the names of the objective's inputs: row-major, of the input's shape and dtype. */
  get feeds(): Readonly<Record<string, Buffer>> {
    return this.#feeds;
  }

  /** The current value of every parameter, the optimiser's state included; views that the step after next overwrites. */
  get values(): Record<string, NdArray<Float32Array>> {
    return Object.fromEntries(
      Object.entries(this.#sets.current).map(([name, { data, shape }]) => [
        name,
        { data: data as Float32Array, shape },
      ]),
    );
  }

  /** One step on what is in `feeds`; `random` draws the noise that the objective has (dropout, say). Returns the loss and the metrics of before the update. */
  async run(random: Random): Promise<Record<string, number>> {
    const { parameters, program, metrics } = this.#step;
    drawNoise(program.noise, this.#feeds, random);
    const read = Object.fromEntries(
      Object.keys(program.inputs).map(name => [name, this.#feeds[name] ?? this.#sets.current[name]!]),
    );
    const noise = Object.fromEntries(Object.keys(program.noise).map(name => [name, this.#feeds[name]!]));
    const into = Object.fromEntries(parameters.map(({ name }) => [nextName(name), this.#sets.next[name]!]));
    const results = await this.#session.run({ ...read, ...noise }, into);
    this.#swap();
    return Object.fromEntries(metrics.map(name => [name, Number(results[name]!.data[0])]));
  }

  /** Takes the last step back. */
  undo(): void {
    this.#swap();
  }

  #swap(): void {
    const { current, next } = this.#sets;
    [this.#sets.current, this.#sets.next] = [next, current];
  }

  /** Frees what the runtime holds; nothing runs after it. */
  release(): Promise<void> {
    return this.#session.release();
  }
}
