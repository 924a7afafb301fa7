import { describe, expect, it } from 'vitest';
import * as networks from '../../src/networks/index.ts';
import { blocksOfConvolutions, floats, foreignModel, node } from '../support/foreign-model.ts';

const file = foreignModel(blocksOfConvolutions);

describe('networks.fromOnnx refuses', () => {
  it.each([
    [
      'a file that is not there',
      () => networks.fromOnnx('nowhere/net.onnx'),
      /expected an ONNX file that can be read, got ENOENT/,
    ],
    [
      'bytes that are no model',
      () => networks.fromOnnx(Uint8Array.of(1, 2, 3)),
      /^networks.fromOnnx: expected the bytes of an ONNX model/,
    ],
    [
      'two inputs',
      () =>
        networks.fromOnnx(foreignModel({ inputs: { a: [1], b: [1] }, nodes: [node('Add', ['a', 'b'], ['y'])] }), {
          cut: false,
        }),
      'networks.fromOnnx: expected a network with one input, of floats or bytes, got "a" float32[1] and "b" float32[1].',
    ],
    [
      'no float input',
      () =>
        networks.fromOnnx(foreignModel({ inputs: { a: [1] }, elemType: 7, nodes: [node('Neg', ['a'], ['y'])] }), {
          cut: false,
        }),
      /expected a network with one input, of floats or bytes, got "a" int64\[1\]/,
    ],
    [
      'a network without a classifier',
      () => networks.fromOnnx(foreignModel({ inputs: { a: [1, 2] }, nodes: [node('Relu', ['a'], ['y'])] })),
      /expected a network before its classifier, the last Gemm or MatMul with weights, got none\. Name the value/,
    ],
    [
      'a classifier with nothing before it',
      () =>
        networks.fromOnnx(
          foreignModel({
            inputs: { a: [1, 2] },
            initializers: [floats('w', [2, 3])],
            nodes: [node('MatMul', ['a', 'w'], ['y'])],
          }),
        ),
      /got nothing left before it/,
    ],
    [
      'a pattern that nothing matches',
      () => networks.fromOnnx(file, { train: 'nothing' }),
      /train: a pattern that weights match \(layer1.0.conv.weight, /,
    ],
    ['a pattern that is none', () => networks.fromOnnx(file, { train: '(' }), /or a regular expression, got "\("/],
    [
      'an option out of range',
      () => networks.fromOnnx(file, { size: 0 }),
      /^networks.fromOnnx: expected options that fit \(size: /,
    ],
    [
      'a mean for another number of channels',
      () => networks.fromOnnx(file, { normalization: { mean: [0, 0], deviation: [1, 1] } }),
      'networks.fromOnnx: expected a mean and a deviation for each of 3 channels, got 2 and 2.',
    ],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(message);
  });
});
