import { importOnnx } from '../../src/graph/import/import-onnx.ts';
import * as g from '../../src/graph/index.ts';
import { sizeOf } from '../../src/nd-array.ts';
import { floats, foreignModel, ints, node } from '../support/foreign-model.ts';
import type { Format } from './formats.ts';

/** Windows, a norm, activations, a resize, padding. */
const convolutional = foreignModel({
  inputs: { x: ['N', 2, 8, 8] },
  initializers: [
    floats('w', [4, 2, 3, 3]),
    floats('s', [4], [1, 2, 1, 2]),
    floats('b', [4]),
    floats('m', [4]),
    floats('v', [4], [1, 2, 3, 4]),
    floats('scales', [4], [1, 1, 2, 2]),
    ints('pads', [0, 0, 1, 1, 0, 0, 1, 1]),
    floats('d', [4, 1, 2, 2]),
  ],
  nodes: [
    node('Conv', ['x', 'w', 'b'], ['c'], { pads: [1, 1, 1, 1], strides: [2, 2], dilations: [1, 1], group: 1 }),
    node('BatchNormalization', ['c', 's', 'b', 'm', 'v'], ['n']),
    node('Elu', ['n'], ['e']),
    node('MaxPool', ['e'], ['p'], { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1], ceil_mode: 1 }),
    node('Resize', ['p', '', 'scales'], ['r'], { mode: 'linear' }),
    node('Pad', ['r', 'pads'], ['q'], { mode: 'reflect' }),
    node('ConvTranspose', ['q', 'd'], ['t'], { group: 4, strides: [2, 2] }),
    node('AveragePool', ['t'], ['a'], { kernel_shape: [2, 2], strides: [2, 2] }),
    node('GlobalAveragePool', ['a'], ['y']),
  ],
});

/** Attention over tokens, with the shapes that it computes. */
const attentive = foreignModel({
  inputs: { x: ['N', 4, 6] },
  initializers: [
    floats('qkv', [6, 18]),
    floats('s', [6]),
    floats('o', [6, 6]),
    floats('root', [], [0.5]),
    ints('0', [0], []),
    ints('axis', [0]),
    ints('thirds', [6, 6, 6]),
    ints('back', [4, 6]),
    ints('rows', [3, 0, 1]),
  ],
  nodes: [
    node('LayerNormalization', ['x', 's', 's'], ['l'], { axis: -1 }),
    node('MatMul', ['l', 'qkv'], ['a']),
    node('Split', ['a', 'thirds'], ['q', 'k', 'v'], { axis: 2 }),
    node('Shape', ['x'], ['shape']),
    node('Gather', ['shape', '0'], ['n']),
    node('Unsqueeze', ['n', 'axis'], ['n1']),
    node('Concat', ['n1', 'back'], ['whole'], { axis: 0 }),
    node('Einsum', ['q', 'k'], ['scores'], { equation: 'bid,bjd->bij' }),
    node('Mul', ['scores', 'root'], ['scaled']),
    node('Softmax', ['scaled'], ['weights'], { axis: -1 }),
    node('MatMul', ['weights', 'v'], ['mixed']),
    node('Reshape', ['mixed', 'whole'], ['r']),
    node('Gather', ['r', 'rows'], ['picked'], { axis: 1 }),
    node('ReduceMean', ['picked'], ['flat'], { axes: [1], keepdims: 0 }),
    node('Gemm', ['flat', 'o'], ['g'], { transB: 1 }),
    node('ReduceL2', ['g'], ['y'], { axes: [1] }),
  ],
});

/** A tensor for each input of the file, free axes 2 long. */
function given(inputs: ReturnType<typeof importOnnx>['inputs']): Record<string, g.Tensor> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, { dtype, shape }]) => {
      const extents = shape.map(n => (typeof n === 'number' ? n : 2));
      return [name, g.input(`given ${name}`, dtype, sizeOf(extents) <= 2 ** 20 ? extents : extents.map(() => 2))];
    }),
  );
}

/** Reads a network, and builds it with its gradients as training does. */
function built(bytes: Uint8Array): Record<string, g.Tensor> {
  const network = importOnnx(bytes);
  const parameters = Object.fromEntries(
    Object.entries(network.parameters).map(([name, { shape }]) => [name, g.input(`weight ${name}`, 'float32', shape)]),
  );
  const [y] = Object.values(network.apply(given(network.inputs), parameters));
  if (y!.dtype !== 'float32') return { y: y! };
  const slopes = g.gradients(g.sum(y!), Object.values(parameters));
  return { y: y!, ...Object.fromEntries(slopes.map((slope, i) => [`slope ${i}`, slope])) };
}

async function run(bytes: Uint8Array): Promise<void> {
  const outputs = built(bytes);
  const { inputs } = g.program(outputs);
  const feeds = Object.entries(inputs).map(([name, { dtype, shape }]) => [
    name,
    g.buffer(
      dtype,
      shape,
      Array.from({ length: sizeOf(shape) }, () => 1),
    ).data as ArrayLike<number>,
  ]);
  await g.evaluate(outputs, Object.fromEntries(feeds), { threads: 1 });
}

const networks = { convolutional, attentive };

/** ONNX networks of other programs, built as tensors, and run. */
export const foreignNetworks: readonly Format[] = Object.entries(networks).flatMap(([name, bytes]) => [
  { name: `foreign ${name} network, built`, bytes, isText: false, read: async mutation => built(mutation) },
  { name: `foreign ${name} network, run`, bytes, isText: false, isNative: true, read: run },
]);
