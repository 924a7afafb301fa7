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

/**
 * A compiled step with its parameters. They are kept twice: a step reads one set and writes the other in place, so
 * nothing is allocated, and the set before a step that went wrong is still there.
 */
export class StepRunner {
  readonly #step: Step;
  readonly #session: Session;
  readonly #feeds: Record<string, Buffer>;
  #current: Record<string, Buffer>;
  #next: Record<string, Buffer>;

  private constructor(step: Step, session: Session, values: ParameterValues) {
    this.#step = step;
    this.#session = session;
    const { inputs, noise } = step.program;
    const own = new Set(step.parameters.map(({ name }) => name));
    const given = Object.entries(inputs).filter(([name]) => !own.has(name));
    this.#feeds = Object.fromEntries(
      [...given, ...Object.entries(noise)].map(([name, { dtype, shape }]) => [name, buffer(dtype, shape)]),
    );
    const copy = () =>
      Object.fromEntries(
        step.parameters.map(({ name, shape }) => [name, buffer('float32', shape, values[name]!.data.slice())]),
      );
    this.#current = copy();
    this.#next = copy();
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
    return new StepRunner(step, session, { ...initialize(step.parameters, random), ...values });
  }

  /** The arrays to write the next batch into, by the names of the objective's inputs: row-major, of the input's shape and dtype. */
  get feeds(): Readonly<Record<string, Buffer>> {
    return this.#feeds;
  }

  /** The current value of every parameter, the optimiser's state included; views that the step after next overwrites. */
  get values(): Record<string, NdArray<Float32Array>> {
    return Object.fromEntries(
      Object.entries(this.#current).map(([name, { data, shape }]) => [name, { data: data as Float32Array, shape }]),
    );
  }

  /** One step on what is in `feeds`; `random` draws the noise that the objective has (dropout, say). Returns the loss and the metrics of before the update. */
  async run(random: Random): Promise<Record<string, number>> {
    const { parameters, program, metrics } = this.#step;
    drawNoise(program.noise, this.#feeds, random);
    const read = Object.fromEntries(
      Object.keys(program.inputs).map(name => [name, this.#feeds[name] ?? this.#current[name]!]),
    );
    const noise = Object.fromEntries(Object.keys(program.noise).map(name => [name, this.#feeds[name]!]));
    const into = Object.fromEntries(parameters.map(({ name }) => [nextName(name), this.#next[name]!]));
    const results = await this.#session.run({ ...read, ...noise }, into);
    [this.#current, this.#next] = [this.#next, this.#current];
    return Object.fromEntries(metrics.map(name => [name, Number(results[name]!.data[0])]));
  }

  /** Takes the last step back. */
  undo(): void {
    [this.#current, this.#next] = [this.#next, this.#current];
  }

  /** Frees what the runtime holds; nothing runs after it. */
  release(): Promise<void> {
    return this.#session.release();
  }
}
