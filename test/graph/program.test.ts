import { describe, expect, it } from 'vitest';
import * as g from '../../src/graph/index.ts';

const images = () => g.input('images', 'float32', [2, 1, 5, 6]);

describe('program(outputs)', () => {
  it('has the inputs that the outputs depend on, and no others', () => {
    const x = images();
    g.add(x, g.input('unused', 'float32', [1]));
    expect(Object.keys(g.program({ y: g.relu(x) }).inputs)).toEqual(['images']);
  });

  it('keeps noise apart from what is fed', () => {
    const { inputs, noise } = g.program({ y: g.dropout(images(), 0.5) });
    expect(Object.keys(inputs)).toEqual(['images']);
    expect(Object.values(noise)).toEqual([{ dtype: 'float32', shape: [2, 1, 5, 6], source: 'uniform' }]);
  });

  it('has each node after those that it needs', () => {
    const { nodes } = g.program({ y: g.logSumExp(g.conv2d(images(), g.full([1, 1, 2, 2], 1))) });
    nodes.forEach((node, i) => {
      for (const x of node.inputs) expect(nodes.indexOf(x.node)).toBeLessThan(i);
    });
  });
});

describe('print(program)', () => {
  it('writes a line a node', () => {
    const kernel = g.constant([1, 2, 3, 4], { shape: [1, 1, 2, 2], name: 'kernel' });
    const pooled = g.maxPool2d(g.conv2d(images(), kernel, undefined, { padding: 1 }), { kernel: 3 });
    const best = g.topK(g.flatten(pooled), 2);
    const weights = g.constant([...Array(9).keys()]);
    const total = g.sum(weights);
    expect(g.print(g.program({ ...best, total })).split('\n')).toEqual([
      'kernel float32[1, 1, 2, 2] = constant() {shape=[1,1,2,2], data=[1, 2, 3, 4]}',
      'images float32[2, 1, 5, 6] = input() {shape=[2,1,5,6], source="feed"}',
      '%2 float32[2, 1, 6, 7] = conv2d(images, kernel) {stride=1, padding=1, dilation=1, groups=1}',
      '%3 float32[2, 1, 2, 2] = maxPool2d(%2) {kernel=3, stride=3, padding=0}',
      '%4 float32[2, 4] = reshape(%3) {shape=[2,4]}',
      '%5 float32[2, 2], %6 int64[2, 2] = topK(%4) {k=2, axis=1, largest=true}',
      '%7 float32[9] = constant() {shape=[9], data=[0, 1, 2, 3, … 9]}',
      '%8 float32[] = sum(%7) {axes=[0], keepDims=false}',
      'return values = %5',
      'return indices = %6',
      'return total = %8',
    ]);
  });
});

describe('program(outputs) and names', () => {
  const float = (...shape: number[]) => g.input('x', 'float32', shape);

  const twice = (name: string) =>
    `program: expected one name for each input, output and named constant, got "${name}" twice. Rename one.`;

  it('refuses two inputs of one name', () => {
    expect(() => g.program({ y: g.add(float(2), float(2)) })).toThrow(twice('x'));
  });

  it('refuses an output named like an input', () => {
    expect(() => g.program({ x: g.exp(float(2)) })).toThrow(twice('x'));
  });

  it('refuses a weight named like an input', () => {
    expect(() => g.program({ y: g.add(float(1), g.constant([1], { name: 'x' })) })).toThrow(twice('x'));
  });

  it('lets an output be named like a property of every object', async () => {
    expect((await g.evaluate({ toString: g.constant(1) }))['toString']!.data[0]).toBe(1);
  });

  it('lets inputs and outputs be named like nodes and constants of the file', async () => {
    const x = g.input('Add_1', 'float32', [2]);
    const y = g.add(
      g.add(
        g.add(
          x,
          [1, 2].reduce((a, b) => a + b),
        ),
        g.constant([1, 2]),
      ),
      x,
    );
    const outputs = { constant_0: y, Add_0: g.exp(g.mul(y, 0)) };
    const results = await g.evaluate(outputs, { Add_1: [10, 20] });
    expect([...results['constant_0']!.data]).toEqual([24, 45]);
    expect([...results['Add_0']!.data]).toEqual([1, 1]);
  });
});
