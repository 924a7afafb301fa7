import { describe, expect, it } from 'vitest';
import * as g from '../../../src/graph/index.ts';
import type { TensorProto } from '../../../src/graph/onnx/schema.ts';
import { Float } from '../../../src/graph/onnx/writer.ts';
import { expectAsRuntime } from '../../support/as-runtime.ts';
import { expectClose } from '../../support/close.ts';
import { floats, foreignModel, node } from '../../support/foreign-model.ts';

const whole = (name: string, dims: readonly number[], values: readonly number[]): TensorProto => ({
  name,
  dims: [...dims],
  dataType: 6,
  int32Data: [...values],
});

/** x, then the operands by name; an empty name leaves one out. */
type Case = readonly [
  title: string,
  opType: string,
  shape: readonly number[],
  attributes?: Parameters<typeof node>[3],
  operands?: readonly (TensorProto | '')[],
];

const text = [2, 3, 8] as const;
const eps = { epsilon: new Float(1e-5) };
const heads = { num_heads: 2 };
const projection = [floats('w', [8, 24]), floats('b', [24])] as const;
const keys = [floats('k', [2, 4, 8]), floats('v', [2, 4, 8])] as const;

const cases: readonly Case[] = [
  ['', 'Gelu', text],
  ['', 'BiasGelu', text, {}, [floats('b', [8])]],
  ['', 'FastGelu', text],
  ['with a bias', 'FastGelu', text, {}, [floats('b', [8])]],
  ['', 'QuickGelu', text, { alpha: new Float(1.5) }],
  ['of transposed matrices', 'FusedMatMul', [2, 3, 4], { transA: 1, alpha: new Float(0.5) }, [floats('b', [2, 3, 5])]],
  ['with ReLU', 'FusedConv', [1, 2, 5, 5], { activation: 'Relu', pads: [1, 1, 1, 1] }, [floats('w', [3, 2, 3, 3])]],
  [
    'with LeakyReLU',
    'FusedConv',
    [1, 2, 5, 5],
    { activation: 'LeakyRelu', activation_params: [0.2] },
    [floats('w', [3, 2, 3, 3]), floats('b', [3])],
  ],
  ['', 'SkipLayerNormalization', text, eps, [floats('s', text), floats('scale', [8]), floats('shift', [8])]],
  ['with a bias', 'SkipLayerNormalization', text, eps, [floats('s', text), floats('scale', [8]), '', floats('b', [8])]],
  ['', 'SkipSimplifiedLayerNormalization', text, eps, [floats('s', text), floats('scale', [8])]],
  ['', 'Attention', text, heads, projection],
  ['that looks back only', 'Attention', text, { ...heads, unidirectional: 1 }, projection],
  ['with a mask', 'Attention', text, heads, [...projection, whole('m', [2, 3], [1, 1, 0, 1, 1, 1])]],
  ['with lengths', 'Attention', text, heads, [...projection, whole('m', [2], [2, 3])]],
  ['', 'MultiHeadAttention', text, heads, keys],
  [
    'with a bias and a mask',
    'MultiHeadAttention',
    text,
    heads,
    [...keys, floats('b', [24]), whole('m', [2, 4], [1, 1, 0, 1, 1, 1, 1, 0])],
  ],
];

function modelOf([, opType, shape, attributes = {}, operands = []]: Case): Uint8Array {
  const names = operands.map(operand => (operand === '' ? '' : operand.name!));
  const made = node(opType, ['x', ...names], ['y'], attributes);
  const attribute = made.attribute.map(({ ints: list, ...rest }) =>
    rest.name === 'activation_params' ? { ...rest, type: 6, floats: list! } : { ...rest, ...(list && { ints: list }) },
  );
  return foreignModel({
    inputs: { x: shape },
    initializers: operands.filter(operand => operand !== ''),
    nodes: [{ ...made, attribute, domain: 'com.microsoft' }],
    domains: { 'com.microsoft': 1 },
  });
}

describe("graph.importOnnx reads the operators of ONNX Runtime's optimiser as it does itself:", () => {
  it.each(cases.map(c => [`${c[1]} ${c[0]}`, c] as const))('%s', async (_title, made) => {
    const { data, x, y } = await expectAsRuntime(modelOf(made), made[2]);
    const loss = g.sum(g.square(y));
    const dx = g.gradients(loss, [x])[0]!;
    const own = await g.evaluate({ dx }, { x: data }, { threads: 1 });
    const direction = Float32Array.from(data, (_, i) => Math.cos(3 * i));
    const at = async (h: number) => {
      const moved = Float32Array.from(data, (v, i) => v + h * direction[i]!);
      return Number((await g.evaluate({ loss }, { x: moved }, { threads: 1 }))['loss']!.data[0]);
    };
    const slope = Array.from(own['dx']!.data, Number).reduce((total, v, i) => total + v * direction[i]!, 0);
    const difference = ((await at(1e-2)) - (await at(-1e-2))) / 2e-2;
    expect(Math.abs(slope - difference)).toBeLessThan(2e-2 * Math.max(1, Math.abs(slope)));
  });

  it('EmbedLayerNormalization of words, places and segments', async () => {
    const tables = [floats('words', [9, 8]), floats('places', [5, 8]), floats('segments', [2, 8])];
    const model = foreignModel({
      inputs: { x: [2, 3] },
      elemType: 6,
      initializers: [whole('s', [2, 3], [0, 0, 1, 0, 1, 1]), ...tables, floats('scale', [8]), floats('shift', [8])],
      nodes: [
        {
          ...node(
            'EmbedLayerNormalization',
            ['x', 's', 'words', 'places', 'segments', 'scale', 'shift'],
            ['y', 'm'],
            eps,
          ),
          domain: 'com.microsoft',
        },
      ],
      domains: { 'com.microsoft': 1 },
    });
    const ids = [1, 8, 0, 3, 3, 5];
    const session = await g.openSession(model, { threads: 1 });
    const peer = (await session.run({ x: g.buffer('int32', [2, 3], ids) }))['y']!;
    await session.release();
    const network = g.importOnnx(model);
    const y = network.apply({ x: g.input('x', 'int32', [2, 3]) })['y']!;
    const own = (await g.evaluate({ y }, { x: ids }, { threads: 1 }))['y']!;
    expectClose(Array.from(own.data, Number), Array.from(peer.data, Number), { what: 'y' });
    expect(Object.keys(network.parameters)).toEqual(['words', 'places', 'segments', 'scale', 'shift']);
  });

  it('and says where it does not: keys of an earlier step, heads that do not fit, another activation', () => {
    const x = g.input('x', 'float32', text);
    const apply = (...made: Case) => g.importOnnx(modelOf(made)).apply({ x });
    expect(() => apply('', 'Attention', text, heads, [...projection, '', floats('past', [2, 2, 2, 1, 4])])).toThrow(
      /expected attention within one text, got keys and values of an earlier step/,
    );
    expect(() => apply('', 'Attention', text, { num_heads: 3 }, projection)).toThrow(
      /expected three values \[B, S, D\] whose widths 3 heads divide, got widths 8, 8, 8/,
    );
    const conv: Case = ['', 'FusedConv', [1, 2, 5, 5], { activation: 'Swish' }, [floats('w', [3, 2, 3, 3])]];
    expect(() => g.importOnnx(modelOf(conv)).apply({ x: g.input('x', 'float32', [1, 2, 5, 5]) })).toThrow(
      /expected an activation out of Relu, Tanh, Sigmoid, LeakyRelu, Clip, HardSigmoid, got "Swish"/,
    );
  });
});

describe('graph.importOnnx', () => {
  it('says how to give weights that lie in a file beside the model', () => {
    const outside: TensorProto = {
      ...floats('w', [2], []),
      dataLocation: 1,
      externalData: [{ key: 'location', value: 'net.data' }],
    };
    const model = foreignModel({
      inputs: { x: [2] },
      initializers: [outside],
      nodes: [node('Mul', ['x', 'w'], ['y'])],
    });
    expect(() => g.importOnnx(model)).toThrow(
      'importOnnx, "w": expected its numbers inside the file, got a reference to another file. Give the bytes of "net.data" by the ' +
        'option external, or save the model with its weights inside.',
    );
  });

  it('reads SimplifiedLayerNormalization, which exports write without a domain', async () => {
    const model = foreignModel({
      inputs: { x: [1, 4] },
      initializers: [floats('scale', [4], [1, 2, 1, 1])],
      nodes: [node('SimplifiedLayerNormalization', ['x', 'scale'], ['y'], { epsilon: new Float(0) })],
    });
    const { y } = g.importOnnx(model).apply({ x: g.input('x', 'float32', [1, 4]) });
    const values = await g.evaluate({ y: y! }, { x: [1, -1, 1, -1] }, { threads: 1 });
    expect([...values['y']!.data]).toEqual([1, -2, 1, -1]);
  });
});
