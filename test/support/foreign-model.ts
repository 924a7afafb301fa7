import { encodeModel, type GraphProto, type NodeProto, type TensorProto } from '../../src/graph/onnx/schema.ts';
import { type Attribute, toAttribute } from '../../src/graph/onnx/writer.ts';
import { sizeOf } from '../../src/nd-array.ts';

/** TensorProto.DataType of what the tests use. */
export const FLOAT = 1;
export const INT64 = 7;

/** A node of a file: its operator, operands, results, and what it is told. */
export const node = (
  opType: string,
  input: readonly string[],
  output: readonly string[],
  attributes: Readonly<Record<string, Attribute>> = {},
): NodeProto => ({
  opType,
  name: `${opType} of the test`,
  input: [...input],
  output: [...output],
  attribute: Object.entries(attributes).map(([name, value]) => toAttribute(name, value)),
});

export const floats = (name: string, dims: readonly number[], values?: readonly number[]): TensorProto => ({
  name,
  dims: [...dims],
  dataType: FLOAT,
  floatData: [...(values ?? Array.from({ length: sizeOf(dims) }, (_, i) => Math.sin(i + name.length)))],
});

export const ints = (
  name: string,
  values: readonly number[],
  dims: readonly number[] = [values.length],
): TensorProto => ({
  name,
  dims: [...dims],
  dataType: INT64,
  int64Data: [...values],
});

interface Foreign {
  nodes: readonly NodeProto[];
  initializers?: readonly TensorProto[];
  /** Shapes of the inputs by name; words are free axes. */
  inputs?: Readonly<Record<string, readonly (number | string)[]>>;
  outputs?: readonly string[];
  opset?: number;
  domains?: Readonly<Record<string, number>>;
  metadata?: Readonly<Record<string, string>>;
  elemType?: number;
}

/** A graph as a file holds it. */
export const graphOf = ({
  nodes,
  initializers = [],
  inputs = {},
  outputs = ['y'],
  elemType = FLOAT,
}: Foreign): GraphProto => ({
  name: 'test',
  node: [...nodes],
  initializer: [...initializers],
  input: Object.entries(inputs).map(([name, shape]) => ({
    name,
    type: {
      tensorType: {
        elemType,
        shape: { dim: shape.map(n => (typeof n === 'number' ? { dimValue: n } : { dimParam: n })) },
      },
    },
  })),
  output: outputs.map(name => ({ name, type: { tensorType: { elemType: FLOAT } } })),
});

/** The bytes of a model made by hand, as another program might write it. */
export const foreignModel = ({ opset = 17, domains = {}, metadata = {}, ...foreign }: Foreign): Uint8Array =>
  encodeModel({
    irVersion: 8,
    producerName: 'test',
    opsetImport: [
      { domain: '', version: opset },
      ...Object.entries(domains).map(([domain, version]) => ({ domain, version })),
    ],
    metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
    graph: graphOf(foreign),
  });

/** A small network of colour images of any size: a convolution, the mean over places, and a classifier of five classes. */
export const convolutionalModel = (): Uint8Array =>
  foreignModel({
    inputs: { image: ['N', 3, 'H', 'W'] },
    initializers: [floats('conv.weight', [4, 3, 3, 3]), floats('fc.weight', [5, 4])],
    nodes: [
      node('Conv', ['image', 'conv.weight'], ['c']),
      node('Relu', ['c'], ['r']),
      node('GlobalAveragePool', ['r'], ['p']),
      node('Flatten', ['p'], ['f']),
      node('Gemm', ['f', 'fc.weight'], ['y'], { transB: 1 }),
    ],
  });

/** Two convolutions with a batch norm, pooling, and a classifier with a softmax behind it, of colour images of any size. */
export const blocksOfConvolutions: Foreign = {
  inputs: { image: ['N', 3, 'H', 'W'] },
  initializers: [
    floats('layer1.0.conv.weight', [4, 3, 3, 3]),
    floats('layer1.0.bn.weight', [4], [1, 2, 1, 2]),
    floats('layer1.0.bn.bias', [4]),
    floats('layer1.0.bn.mean', [4]),
    floats('layer1.0.bn.var', [4], [1, 2, 1, 2]),
    floats('layer2.0.conv.weight', [5, 4, 3, 3]),
    floats('fc.weight', [7, 5]),
    floats('fc.bias', [7]),
  ],
  nodes: [
    node('Conv', ['image', 'layer1.0.conv.weight'], ['c1']),
    node('BatchNormalization', ['c1', ...['weight', 'bias', 'mean', 'var'].map(w => `layer1.0.bn.${w}`)], ['b1']),
    node('Relu', ['b1'], ['r1']),
    node('Conv', ['r1', 'layer2.0.conv.weight'], ['c2']),
    node('GlobalAveragePool', ['c2'], ['p']),
    node('Flatten', ['p'], ['f']),
    node('Gemm', ['f', 'fc.weight', 'fc.bias'], ['logits'], { transB: 1 }),
    node('Softmax', ['logits'], ['y'], { axis: 1 }),
  ],
};
