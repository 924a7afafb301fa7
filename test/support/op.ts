import { expect } from 'vitest';
import { drawNoise } from '../../src/graph/evaluate.ts';
import * as g from '../../src/graph/index.ts';
import { sizeOf } from '../../src/nd-array.ts';
import { Random } from '../../src/random.ts';
import { expectClose } from './close.ts';

export type Nested = number | readonly Nested[];

/** Float32 numbers with a shape: what an operation under test is given. */
export interface Numbers {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

type Build = (...xs: g.Tensor[]) => g.Tensor;
/** Values, or how loops over the flat inputs find them. */
type Expected = Nested | ((...xs: (readonly number[])[]) => readonly number[]);

export interface OpCase {
  readonly title: string;
  readonly build: Build;
  readonly inputs: readonly Numbers[];
  readonly expected: Expected;
  /** Found by finite differences, not looked at, or those of the sum of all values. */
  readonly gradients: 'finite differences' | 'none' | readonly Nested[];
}

/** The cases of a file's exports by export name. */
export type Cases = Readonly<Record<string, readonly OpCase[]>>;

type Given = Numbers | Nested;

const isNumbers = (given: Given): given is Numbers => typeof given === 'object' && 'data' in given;

const flat = (nested: Nested): number[] => (typeof nested === 'number' ? [nested] : nested.flatMap(flat));

/** Nested arrays flat, with their shape. */
export function numbers(given: Given): Numbers {
  if (isNumbers(given)) return given;
  const shape: number[] = [];
  for (let level: Nested = given; typeof level === 'object'; level = level[0]!) shape.push(level.length);
  return { shape, data: flat(given) };
}

const make =
  (gradients: OpCase['gradients']) =>
  (title: string, build: Build, inputs: readonly Given[], expected: Expected): OpCase => ({
    title,
    build,
    inputs: inputs.map(numbers),
    expected,
    gradients,
  });

/** The value is as expected, and the gradient to every input agrees with central finite differences. */
export const op = make('finite differences');

/** The value is as expected; there is no gradient to look at. */
export const value = make('none');

/** At an edge, where differences tell nothing: the gradients of the sum of all values are as expected too. */
export const edge = (
  title: string,
  build: Build,
  inputs: readonly Given[],
  expected: Expected,
  gradients: readonly Nested[],
): OpCase => make(gradients)(title, build, inputs, expected);

/** Standard normal numbers. */
export function normals(shape: readonly number[], seed = 1): Numbers {
  const random = new Random(seed);
  return { shape, data: Array.from({ length: sizeOf(shape) }, () => Math.fround(random.normal())) };
}

/** Numbers from 0.5 to 2. */
export function positives(shape: readonly number[], seed = 1): Numbers {
  const random = new Random(seed);
  return { shape, data: Array.from({ length: sizeOf(shape) }, () => Math.fround(random.uniform(0.5, 2))) };
}

/** Shuffled numbers at least 0.1 from each other and 0.05 from 0: away from every kink and tie. */
export function apart(shape: readonly number[], seed = 1): Numbers {
  const n = sizeOf(shape);
  const grid = Array.from({ length: n }, (_, i) => Math.fround((i - Math.floor(n / 2) + 0.5) * 0.1));
  return { shape, data: new Random(seed).shuffle(grid) };
}

const STEP = 5e-3; // near ∛(float32's precision), where truncation and rounding weigh the same

/** The program of a case: its value `y`, and `dx0`, `dx1`, … the gradients of y's sum weighed by a cotangent. */
export function programOf({ build, inputs, gradients }: OpCase) {
  const xs = inputs.map(({ shape }, k) => g.input(`x${k}`, 'float32', shape));
  const y = build(...xs);
  const cotangent = gradients === 'finite differences' ? normals(y.shape, 99) : { shape: y.shape, data: ones(y.shape) };
  const loss = () => g.sum(g.mul(y, g.constant(cotangent.data, { shape: y.shape })));
  const dxs = gradients === 'none' ? [] : g.gradients(loss(), xs);
  const program = g.program({ y, ...Object.fromEntries(dxs.map((dx, k) => [`dx${k}`, dx])) });
  return { program, y, cotangent };
}

/** Runs a case and fails where it does not hold. */
export async function checkOp(c: OpCase): Promise<void> {
  const { inputs, expected, gradients } = c;
  const { program, y, cotangent } = programOf(c);
  const run = await runner(program, inputs);
  try {
    const results = await run(inputs);
    checkValue(y, results['y']!, expected, inputs);
    for (const [k, { shape }] of inputs.entries()) {
      if (gradients === 'none') continue;
      const dx = results[`dx${k}`]!;
      expect(dx.shape, `shape of the gradient to input ${k}`).toEqual(shape);
      const what = `gradient to input ${k}`;
      if (gradients !== 'finite differences') expectClose(numbersOf(dx), numbers(gradients[k]!).data, { what });
      else {
        const differences = await centralDifferences(run, inputs, k, cotangent.data);
        expectClose(numbersOf(dx), differences, { relative: 3e-3, absolute: 2e-3, what });
      }
    }
  } finally {
    await run.release();
  }
}

const ones = (shape: readonly number[]): number[] => Array<number>(sizeOf(shape)).fill(1);

type Results = Awaited<ReturnType<g.Session['run']>>;

const numbersOf = ({ data }: Results[string]): number[] => Array.from(data as ArrayLike<number>, Number);

/** Compiles once; the noise stays the same from run to run. */
async function runner(program: g.Program, inputs: readonly Numbers[]) {
  const session = await g.openSession(g.toOnnx(program), { threads: 1 });
  const noise = Object.fromEntries(
    Object.entries(program.noise).map(([name, t]) => [name, g.buffer(t.dtype, t.shape)]),
  );
  drawNoise(program.noise, noise, new Random(5));
  const run = (given: readonly Numbers[]) => {
    const fed = inputs.flatMap(({ shape }, k) =>
      `x${k}` in program.inputs ? [[`x${k}`, g.buffer('float32', shape, given[k]!.data)] as const] : [],
    );
    return session.run({ ...Object.fromEntries(fed), ...noise });
  };
  return Object.assign(run, { release: () => session.release() });
}

function checkValue(y: g.Tensor, result: Results[string], expected: Expected, inputs: readonly Numbers[]): void {
  expect(result.shape, 'the shape that was promised').toEqual(y.shape);
  expect(result.data, 'the dtype that was promised').toBeInstanceOf(g.buffer(y.dtype, []).data.constructor);
  if (typeof expected === 'function') {
    expectClose(numbersOf(result), expected(...inputs.map(({ data }) => data)), { what: 'value' });
    return;
  }
  const { shape, data } = numbers(expected);
  expect(result.shape, 'shape').toEqual(shape);
  expectClose(numbersOf(result), data, { what: 'value' });
}

/** (f(x + h) − f(x − h)) / 2h for each element of one input, f the sum of all values weighed by the cotangent. */
async function centralDifferences(
  run: (inputs: readonly Numbers[]) => Promise<Results>,
  inputs: readonly Numbers[],
  k: number,
  cotangent: readonly number[],
): Promise<number[]> {
  const at = async (i: number, value: number) => {
    const moved = { shape: inputs[k]!.shape, data: inputs[k]!.data.with(i, value) };
    const y = numbersOf((await run(inputs.with(k, moved)))['y']!);
    return y.reduce((total, v, j) => total + v * cotangent[j]!, 0);
  };
  const slopes: number[] = [];
  for (const [i, x] of inputs[k]!.data.entries()) {
    const [high, low] = [Math.fround(x + STEP), Math.fround(x - STEP)];
    slopes.push(((await at(i, high)) - (await at(i, low))) / (high - low));
  }
  return slopes;
}
