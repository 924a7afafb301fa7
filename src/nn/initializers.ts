import type { Shape } from '../graph/tensor.ts';
import { sizeOf } from '../nd-array.ts';
import type { Random } from '../random.ts';

/** Makes the first values of a parameter, row-major, as many as its shape holds. */
export type Initializer = (shape: Shape, random: Random) => Float32Array;

const filled =
  (draw: (random: Random, shape: Shape) => () => number): Initializer =>
  (shape, random) =>
    Float32Array.from({ length: sizeOf(shape) }, draw(random, shape));

/** The same value everywhere. */
export const fill = (value: number): Initializer => filled(() => () => value);
/** 0 everywhere. */
export const zeros = fill(0);
/** 1 everywhere. */
export const ones = fill(1);

/** Uniform in [−bound, bound). */
export const uniform = (bound: number): Initializer => filled(random => () => random.uniform(-bound, bound));

/** Normal with mean 0 and the given standard deviation (default 1). */
export const normal = (deviation = 1): Initializer => filled(random => () => deviation * random.normal());

/** How many inputs and outputs one unit of a weight [out, in, …kernel] is connected to. */
function fans(shape: Shape): { fanIn: number; fanOut: number } {
  const [out = 1, into = 1, ...kernel] = shape;
  return { fanIn: into * sizeOf(kernel), fanOut: out * sizeOf(kernel) };
}

/** He's normal initialisation for weights [out, in, …] before rectifiers: deviation √(2 / fan-in) (He et al. 2015). */
export const he: Initializer = (shape, random) => normal(Math.sqrt(2 / fans(shape).fanIn))(shape, random);

/** Glorot's uniform initialisation for weights [out, in, …]: bound √(6 / (fan-in + fan-out)) (Glorot & Bengio 2010). */
export const glorot: Initializer = (shape, random) => {
  const { fanIn, fanOut } = fans(shape);
  return uniform(Math.sqrt(6 / (fanIn + fanOut)))(shape, random);
};

/** PyTorch's default for weights [out, in, …] of linear and convolution layers: uniform, bound 1 / √fan-in. */
export const torchWeight: Initializer = (shape, random) => uniform(1 / Math.sqrt(fans(shape).fanIn))(shape, random);

/** PyTorch's default for the biases of linear and convolution layers, given the weight's shape: uniform, bound 1 / √fan-in. */
export const torchBias = (weight: Shape): Initializer => uniform(1 / Math.sqrt(fans(weight).fanIn));
