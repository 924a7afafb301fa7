import { describe, expect, it } from 'vitest';
import * as g from '../../../src/graph/index.ts';
import { encodeModel, type TensorProto } from '../../../src/graph/onnx/schema.ts';

/** The bytes of a model that holds nothing but initialisers. */
const modelOf = (...initializer: TensorProto[]): Uint8Array =>
  encodeModel({
    irVersion: 8,
    producerName: 'test',
    opsetImport: [{ domain: '', version: 17 }],
    graph: { name: 'test', node: [], initializer, input: [], output: [] },
  });

const tensorOf = (tensor: Omit<TensorProto, 'name'>) =>
  g.readOnnx(modelOf({ name: 'w', ...tensor })).initializers['w']!;

describe('readOnnx(toOnnx(program)) gives back', () => {
  const x = g.input('x', 'float32', [2, 3]);
  const w = g.constant([1, 2, 3, 4, 5, 6], { shape: [2, 3], name: 'w' });
  const y = g.softmax(g.leakyRelu(g.linear(x, w, g.constant([0.5, -0.5], { name: 'b' })), 0.25));
  const model = g.readOnnx(g.toOnnx(g.program({ y }), { freeAxis: 'N', metadata: { made: 'here', empty: '' } }));

  it('inputs and outputs with their free axis', () => {
    expect(model.inputs).toEqual({ x: { dtype: 'float32', shape: ['N', 3] } });
    expect(model.outputs).toEqual({ y: { dtype: 'float32', shape: ['N', 2] } });
  });

  it('named weights', () => {
    expect(model.initializers['w']).toEqual({ data: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [2, 3] });
    expect(model.initializers['b']).toEqual({ data: Float32Array.of(0.5, -0.5), shape: [2] });
  });

  it('metadata', () => {
    expect(model.metadata).toEqual({ made: 'here', empty: '' });
  });

  it('nodes with their attributes', () => {
    expect(model.nodes.map(({ opType }) => opType)).toEqual(['Gemm', 'LeakyRelu', 'Softmax', 'Identity']);
    const [gemm, leaky, softmax] = model.nodes;
    expect(gemm).toMatchObject({ inputs: ['x', 'w', 'b'], domain: '', attributes: { transB: 1 } });
    expect(leaky!.inputs).toEqual(gemm!.outputs);
    expect(leaky!.attributes).toEqual({ alpha: 0.25 });
    expect(softmax!.attributes).toEqual({ axis: 1 });
  });
});

describe('readOnnx reads initialisers', () => {
  it.each([
    ['float32', 1, Float32Array.of(1.5, -2)],
    ['uint8', 2, Uint8Array.of(0, 255)],
    ['int8', 3, Int8Array.of(-1, 2)],
    ['uint16', 4, Uint16Array.of(1, 65535)],
    ['int16', 5, Int16Array.of(-1, 2)],
    ['int32', 6, Int32Array.of(-1, 2)],
    ['int64', 7, BigInt64Array.of(-1n, 2n ** 60n)],
    ['bool', 9, Uint8Array.of(0, 1)],
    ['float64', 11, Float64Array.of(0.1, -2)],
  ])('of %s from bytes', (_, dataType, data) => {
    expect(tensorOf({ dataType, dims: [2], rawData: new Uint8Array(data.buffer) })).toEqual({ data, shape: [2] });
  });

  it('from typed fields', () => {
    expect(tensorOf({ dataType: 1, dims: [2], floatData: [1.5, -2] }).data).toEqual(Float32Array.of(1.5, -2));
    expect(tensorOf({ dataType: 2, dims: [2], int32Data: [0, 255] }).data).toEqual(Uint8Array.of(0, 255));
    expect(tensorOf({ dataType: 6, dims: [1, 2], int32Data: [-1, 2] }).data).toEqual(Int32Array.of(-1, 2));
    expect(tensorOf({ dataType: 7, dims: [2], int64Data: [-1, 2] }).data).toEqual(BigInt64Array.of(-1n, 2n));
    expect(tensorOf({ dataType: 11, dims: [1], doubleData: [0.1] }).data).toEqual(Float64Array.of(0.1));
  });

  it('of float16 as float32: normal, subnormal, infinite and not-a-number', () => {
    const halves = [0x3c00, 0xc100, 0x0001, 0x7c00, 0xfe00, 0x8000];
    const floats = [1, -2.5, 2 ** -24, Number.POSITIVE_INFINITY, Number.NaN, -0];
    const rawData = new Uint8Array(Uint16Array.from(halves).buffer);
    expect([...tensorOf({ dataType: 10, dims: [6], rawData }).data]).toEqual(floats);
    expect([...tensorOf({ dataType: 10, dims: [6], int32Data: halves }).data]).toEqual(floats);
  });

  it('that are scalars or empty', () => {
    expect(tensorOf({ dataType: 1, dims: [], floatData: [3] })).toEqual({ data: Float32Array.of(3), shape: [] });
    expect(tensorOf({ dataType: 7, dims: [0] })).toEqual({ data: new BigInt64Array(0), shape: [0] });
  });
});

describe('readOnnx refuses', () => {
  const model = g.toOnnx(g.program({ y: g.relu(g.input('x', 'float32', [100])) }));

  it.each([
    ['text', new TextEncoder().encode('PK or some other file, but no model'), 'bytes that do not decode as one'],
    ['a truncated model', model.slice(0, -20), 'bytes that do not decode as one'],
    ['nothing', new Uint8Array(0), '0 bytes without a graph'],
  ])('%s', (_, bytes, got) => {
    expect(() => g.readOnnx(bytes)).toThrow(/^readOnnx: expected the bytes of an ONNX model, got/);
    expect(() => g.readOnnx(bytes)).toThrow(got);
  });

  it('weights that lie in another file, are too few, or of a type without an array', () => {
    expect(() => tensorOf({ dataType: 1, dims: [2], dataLocation: 1 })).toThrow(
      'readOnnx, "w": expected its numbers inside the file, got a reference to another file.',
    );
    expect(() => tensorOf({ dataType: 1, dims: [2, 2], floatData: [1, 2, 3] })).toThrow(
      'readOnnx, "w": expected 4 numbers for shape [2, 2], got 3.',
    );
    expect(() => tensorOf({ dataType: 8, dims: [1] })).toThrow(/expected a tensor of float32, .*, got type 8\./);
  });
});
