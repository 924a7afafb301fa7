import { describe, it } from 'vitest';
import type { NodeProto, TensorProto } from '../../../src/graph/onnx/schema.ts';
import { Float } from '../../../src/graph/onnx/writer.ts';
import { expectAsRuntime } from '../../support/as-runtime.ts';
import { floats, foreignModel, ints, node } from '../../support/foreign-model.ts';

type Case = readonly [
  title: string,
  shape: readonly number[],
  nodes: readonly NodeProto[],
  initializers?: readonly TensorProto[],
  opset?: number | undefined,
];

/** One node from x to y, told `attributes`, with operands that are initialisers. */
const one = (
  title: string,
  opType: string,
  shape: readonly number[],
  attributes: Parameters<typeof node>[3] = {},
  initializers: readonly TensorProto[] = [],
  opset?: number,
): Case => [
  `${opType} ${title}`,
  shape,
  [node(opType, ['x', ...initializers.map(({ name = '' }) => name)], ['y'], attributes)],
  initializers,
  opset,
];

const image = [1, 2, 5, 6];
const sizes = (title: string, attributes: Parameters<typeof node>[3], to: readonly number[]): Case => [
  `Resize ${title}`,
  image,
  [node('Resize', ['x', '', '', 'sizes'], ['y'], attributes)],
  [ints('sizes', to)],
];

/** What ONNX Runtime runs as well. */
const cases: readonly Case[] = [
  one('of rows', 'Conv', [2, 2, 7], { strides: [2], pads: [1, 0] }, [floats('w', [3, 2, 3]), floats('b', [3])]),
  one('with auto_pad', 'Conv', image, { auto_pad: 'SAME_UPPER', strides: [2, 2] }, [floats('w', [3, 2, 3, 2])]),
  one('of each channel', 'Conv', image, { group: 2, pads: [1, 1, 1, 1] }, [floats('w', [2, 1, 3, 3])]),
  one('with groups', 'ConvTranspose', [1, 4, 3, 3], { group: 2, strides: [2, 3] }, [floats('w', [4, 3, 2, 2])]),
  one('to an output shape', 'ConvTranspose', [1, 1, 3, 3], { strides: [3, 2], output_shape: [10, 8] }, [
    floats('w', [1, 2, 3, 3]),
  ]),
  one('in ceil mode', 'MaxPool', image, { kernel_shape: [3, 3], strides: [2, 2], ceil_mode: 1 }),
  one('with dilation', 'MaxPool', image, { kernel_shape: [2, 2], dilations: [2, 3] }),
  one('of rows', 'MaxPool', [1, 2, 7], { kernel_shape: [3], strides: [2], pads: [1, 1] }),
  one('in ceil mode', 'AveragePool', image, { kernel_shape: [2, 2], strides: [2, 2], ceil_mode: 1 }),
  one('with counted padding', 'AveragePool', image, { kernel_shape: [3, 2], pads: [1, 0, 1, 1], count_include_pad: 1 }),
  one('without padding counted', 'AveragePool', image, { kernel_shape: [3, 2], pads: [1, 0, 1, 1] }),
  one('of 3', 'LpPool', image, { kernel_shape: [2, 3], p: 3 }),
  one('of each image', 'GlobalMaxPool', image),
  one('', 'GlobalAveragePool', image),
  one(
    'with alpha, beta and a transposed operand',
    'Gemm',
    [2, 3],
    { transB: 1, alpha: new Float(0.5), beta: new Float(2) },
    [floats('w', [4, 3]), floats('b', [1, 4])],
  ),
  one('of a stack by a vector', 'MatMul', [2, 3, 4], {}, [floats('v', [4])]),
  one('of a batch', 'Einsum', [2, 3, 4], { equation: 'bij,bkj->bik' }, [floats('w', [2, 5, 4])]),
  one('with an ellipsis', 'Einsum', [2, 3, 4], { equation: '...ij,jk->...ki' }, [floats('w', [4, 5])]),
  one('along a diagonal', 'Einsum', [3, 3, 2], { equation: 'iik->ki' }),
  one('', 'LRN', [1, 5, 2, 2], { size: 3, alpha: new Float(0.5), bias: new Float(2) }),
  one('', 'InstanceNormalization', image, {}, [floats('s', [2]), floats('b', [2])]),
  one('over two axes', 'LayerNormalization', [2, 3, 4], { axis: 1 }, [floats('s', [3, 4]), floats('b', [3, 4])]),
  one('', 'MeanVarianceNormalization', image),
  one('of one axis before set 13', 'Softmax', [2, 3, 4], { axis: 1 }, [], 11),
  one('of one axis', 'LogSoftmax', [2, 3, 4], { axis: 1 }),
  one('', 'Hardmax', [2, 3, 4], { axis: 1 }),
  ...[
    'Elu',
    'Selu',
    'Celu',
    'ThresholdedRelu',
    'HardSigmoid',
    'HardSwish',
    'Softplus',
    'Softsign',
    'Shrink',
    'Erf',
  ].map(name => one('', name, [2, 5])),
  one('with a slope a channel', 'PRelu', image, {}, [floats('s', [2, 1, 1])]),
  one('as attributes before set 11', 'Clip', [6], { min: new Float(-0.5), max: new Float(0.25) }, [], 6),
  ...['ReduceL1', 'ReduceL2', 'ReduceLogSumExp', 'ReduceMax', 'ReduceMean', 'ReduceProd', 'ReduceSumSquare'].map(name =>
    one('over an axis', name, [2, 3, 4], { axes: [-2], keepdims: 0 }),
  ),
  one('over axes that are an operand', 'ReduceSum', [2, 3, 4], { keepdims: 1 }, [ints('axes', [0, -1])]),
  one('from the end, without its own place', 'CumSum', [2, 4], { reverse: 1, exclusive: 1 }, [ints('axis', [1], [])]),
  sizes('to the nearest', {}, [1, 2, 7, 4]),
  sizes('linearly', { mode: 'linear' }, [1, 2, 8, 3]),
  sizes('linearly, corners kept', { mode: 'linear', coordinate_transformation_mode: 'align_corners' }, [1, 2, 8, 9]),
  sizes('by cubes', { mode: 'cubic' }, [1, 2, 8, 4]),
  sizes('by cubes, what is outside left out', { mode: 'cubic', exclude_outside: 1 }, [1, 2, 9, 12]),
  [
    'Resize by whole scales',
    image,
    [node('Resize', ['x', '', 'scales'], ['y'], { mode: 'nearest' })],
    [floats('scales', [4], [1, 1, 2, 3])],
  ],
  one('by reflection', 'Pad', image, { mode: 'reflect' }, [ints('pads', [0, 0, 2, 1, 0, 0, 1, 3])]),
  one('by the edge', 'Pad', image, { mode: 'edge' }, [ints('pads', [0, 0, 2, 1, 0, 0, 1, 3])]),
  one('with a value, and cut', 'Pad', image, {}, [ints('pads', [0, 0, -1, 1, 0, 0, 1, 0]), floats('v', [], [3])]),
  one('backwards', 'Slice', [4, 6], {}, [
    ints('s', [-1, 4]),
    ints('e', [-9, 0]),
    ints('a', [0, 1]),
    ints('t', [-2, -1]),
  ]),
  one('to the end of all', 'Slice', [4, 6], {}, [ints('s', [1]), ints('e', [2 ** 63]), ints('a', [1])]),
  one('', 'Tile', [2, 3], {}, [ints('r', [2, 3])]),
  one('both ways', 'Expand', [3, 1], {}, [ints('s', [2, 1, 4])]),
  one('below', 'Trilu', [2, 3, 4], { upper: 0 }, [ints('k', [1], [])]),
  one('by columns and rows', 'DepthToSpace', [1, 8, 2, 3], { blocksize: 2, mode: 'CRD' }),
  one('', 'SpaceToDepth', [1, 2, 4, 6], { blocksize: 2 }),
  one('along an axis', 'Gather', [3, 4], { axis: 1 }, [ints('i', [0, -1, 2, 2], [2, 2])]),
  one('of a batch', 'GatherND', [2, 3, 4], { batch_dims: 1 }, [ints('i', [1, -1], [2, 1])]),
  one('in place', 'ScatterND', [4, 2], {}, [ints('i', [2, -4], [2, 1]), floats('u', [2, 2])]),
  one('added', 'ScatterElements', [2, 3], { axis: 1, reduction: 'add' }, [
    ints('i', [1, 1, 0, 2], [2, 2]),
    floats('u', [2, 2]),
  ]),
  one('', 'ReverseSequence', [4, 2, 3], { time_axis: 0, batch_axis: 1 }, [ints('l', [3, 1])]),
  ['TopK, its values', [2, 5], [node('TopK', ['x', 'k'], ['y', 'at'], { largest: 0 })], [ints('k', [3])]],
  ['Split, its second part', [5, 2], [node('Split', ['x', 's'], ['a', 'y'])], [ints('s', [2, 3])]],
  [
    'OneHot of places',
    [2, 3],
    [node('ArgMax', ['x'], ['i'], { axis: 1, keepdims: 0 }), node('OneHot', ['i', 'd', 'v'], ['y'], { axis: 0 })],
    [ints('d', [3], []), floats('v', [2], [-1, 5])],
  ],
  [
    'Mod of floats',
    [6],
    [node('Mod', ['x', 'd'], ['y'], { fmod: 1 })],
    [floats('d', [6], [0.3, 0.3, -0.3, 0.2, 0.7, -0.2])],
  ],
  [
    'Range, Less and Where',
    [1, 4],
    [node('Range', ['0', '4', '1'], ['r']), node('Less', ['r', '2'], ['l']), node('Where', ['l', 'x', 'z'], ['y'])],
    [ints('0', [0], []), ints('4', [4], []), ints('1', [1], []), ints('2', [2], []), floats('z', [1], [9])],
  ],
];

describe('graph.importOnnx reads as ONNX Runtime does:', () => {
  it.each(cases.map(c => [c[0], c] as const))('%s', async (_title, [, shape, nodes, initializers = [], opset = 17]) => {
    await expectAsRuntime(foreignModel({ inputs: { x: shape }, nodes, initializers, opset }), shape);
  });
});
