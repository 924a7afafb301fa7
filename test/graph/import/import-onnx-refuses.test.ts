import { describe, expect, it } from 'vitest';
import * as g from '../../../src/graph/index.ts';
import { floats, foreignModel, ints, node } from '../../support/foreign-model.ts';

describe('graph.importOnnx refuses', () => {
  const x = { inputs: { x: [2, 3] } };

  it('operators that are missing, all at once, with node, domain and version', () => {
    const model = foreignModel({
      ...x,
      domains: { 'my.own': 3 },
      nodes: [
        node('Loop', ['x'], ['a']),
        { ...node('Magic', ['a'], ['b']), domain: 'my.own' },
        node('Relu', ['b'], ['y']),
      ],
    });
    expect(() => g.importOnnx(model)).toThrow(
      'importOnnx: expected operators that are supported, got Loop (domain ai.onnx, version 17) at "Loop of the test"; ' +
        'Magic (domain my.own, version 3) at "Magic of the test". Export the network without them, or cut it before them.',
    );
  });

  it.each([
    [
      'text',
      new TextEncoder().encode('no model at all'),
      /^importOnnx: expected the bytes of an ONNX model, got 15 bytes/,
    ],
    [
      'an operator set that is too new',
      foreignModel({ ...x, opset: 23, nodes: [node('Relu', ['x'], ['y'])] }),
      /^importOnnx: expected operator set 22 or older, got 23\. Export the network again/,
    ],
    [
      'a value that nothing computes',
      foreignModel({ ...x, nodes: [node('Relu', ['z'], ['y'])] }),
      /^importOnnx, Relu "Relu of the test": expected operands that are inputs, .*, got "z"/,
    ],
    [
      'a name that is given twice',
      foreignModel({ ...x, nodes: [node('Relu', ['x'], ['y']), node('Abs', ['x'], ['y'])] }),
      /expected a name of its own for each value, got "y" again/,
    ],
    [
      'too few weights',
      foreignModel({ ...x, initializers: [floats('w', [3], [1])], nodes: [node('Add', ['x', 'w'], ['y'])] }),
      'importOnnx, "w": expected 3 numbers for shape [3], got 1.',
    ],
    [
      'an input of strings',
      foreignModel({ ...x, elemType: 8, nodes: [node('Identity', ['x'], ['y'])] }),
      'importOnnx, input "x": expected an array of numbers, got type 8.',
    ],
  ])('%s', (_, bytes, message) => {
    expect(() => g.importOnnx(bytes)).toThrow(message);
  });

  const apply = (bytes: Uint8Array, shape: readonly number[] = [2, 3]) =>
    g.importOnnx(bytes).apply({ x: g.input('x', 'float32', shape) });

  it('a shape that is fed, an attribute that it does not know, and what an operation cannot take, at their node', () => {
    const fed = foreignModel({
      inputs: { x: [2, 3] },
      nodes: [node('Cast', ['x'], ['s'], { to: 7 }), node('Reshape', ['x', 's'], ['y'])],
    });
    expect(() => apply(fed)).toThrow(
      /Reshape "Reshape of the test": expected numbers at operand 1 that are known before/,
    );
    const strange = foreignModel({ ...x, nodes: [node('Relu', ['x'], ['y'], { leak: 1 })] });
    expect(() => apply(strange)).toThrow(/expected no attribute beyond those of the operator, got "leak"/);
    const misfit = foreignModel({
      ...x,
      initializers: [floats('w', [4, 2])],
      nodes: [node('MatMul', ['x', 'w'], ['y'])],
    });
    expect(() => apply(misfit)).toThrow(
      /^importOnnx, MatMul "MatMul of the test": expected a node that can be computed, got matmul/,
    );
  });

  it('a value that no network of its size has a use for', () => {
    const huge = foreignModel({
      ...x,
      initializers: [ints('s', [2 ** 30, 2, 3])],
      nodes: [node('Expand', ['x', 's'], ['y'])],
    });
    expect(() => apply(huge)).toThrow(/expected a value of at most 67108864 numbers, got \[1073741824, 2, 3\]/);
  });

  it('extents that contradict those of the file, or one another', () => {
    const bytes = foreignModel({
      inputs: { x: ['N', 3], z: ['N', 'M'] },
      nodes: [node('MatMul', ['x', 'z'], ['y'])],
    });
    const given = (a: readonly number[], b: readonly number[]) => () =>
      g.importOnnx(bytes).apply({ x: g.input('x', 'float32', a), z: g.input('z', 'float32', b) });
    const fix = 'Give what the file says, or read it with anyExtents: true.';
    expect(given([3, 3], [3, 8])).not.toThrow();
    expect(given([3, 4], [4, 8])).toThrow(
      `importOnnx, apply: expected the input "x" float32[N, 3], got float32[3, 4]. ${fix}`,
    );
    expect(given([2, 3], [3, 8])).toThrow(
      `importOnnx, apply: expected the input "z" float32[2, M], got float32[3, 8]. ${fix}`,
    );
  });

  it('inputs that are missing, unknown, or of another type or rank', () => {
    const imported = g.importOnnx(foreignModel({ ...x, nodes: [node('Relu', ['x'], ['y'])] }));
    expect(() => imported.apply({})).toThrow('importOnnx, apply: expected the input "x" float32[2, 3], got none.');
    expect(() => imported.apply({ x: g.input('x', 'int64', [2, 3]) })).toThrow(/got int64\[2, 3\]/);
    expect(() => imported.apply({ x: g.input('x', 'float32', [2]) })).toThrow(/got float32\[2\]/);
    expect(() => imported.apply({ x: g.input('x', 'float32', [2, 3]), z: g.constant(1) })).toThrow(/an input out of x/);
    expect(() => imported.apply({ x: g.input('x', 'float32', [2, 3]) }, { w: g.constant(1) })).toThrow(
      /a parameter out of/,
    );
  });
});
