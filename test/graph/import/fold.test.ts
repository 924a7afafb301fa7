import { describe, expect, it } from 'vitest';
import { constantAttrs } from '../../../src/graph/given.ts';
import { Folder, foldRules } from '../../../src/graph/import/fold.ts';
import * as g from '../../../src/graph/index.ts';
import { expectClose } from '../../support/close.ts';
import { cases } from '../ops/all.cases.ts';

const constants = (c: { inputs: readonly { shape: readonly number[]; data: readonly number[] }[] }) =>
  c.inputs.map(({ shape, data }) => g.constant(data, { shape }));

describe('Folder', () => {
  const seen = new Set<string>();
  for (const c of Object.values(cases).flat()) {
    const y = c.build(...constants(c));
    const folded = constantAttrs(new Folder().fold(y).node);
    if (folded === undefined || folded.data.length === 0) continue;
    seen.add(y.node.op.name);
    it(`finds what the runtime finds: ${c.title}`, async () => {
      const peer = (await g.evaluate({ y }, {}, { threads: 1 }))['y']!;
      expect(folded.shape).toEqual(peer.shape);
      expect(folded.data).toBeInstanceOf(peer.data.constructor);
      const flat = (data: ArrayLike<number | bigint>) => Array.from(data, Number);
      expectClose(flat(folded.data), flat(peer.data), { what: 'folded' });
    });
  }

  it('has a case for each rule', () => {
    expect([...seen]).toEqual(expect.arrayContaining(Object.keys(foldRules)));
  });

  it('computes with whole numbers as the runtime does', async () => {
    const [a, b] = [
      [-7, 7, -7, 9],
      [2, -2, -2, 4],
    ].map(values => g.constant(values, { dtype: 'int64' }));
    const y = g.div(g.mul(a!, g.maximum(b!, g.neg(b!))), b!);
    const peer = (await g.evaluate({ y }, {}, { threads: 1 }))['y']!;
    expect(constantAttrs(new Folder().fold(y).node)!.data).toEqual(peer.data);
  });

  it('refuses a division of whole numbers by 0, and an index outside', () => {
    const [one, zero] = [1, 0].map(n => g.constant([n], { dtype: 'int64' }));
    expect(() => new Folder().fold(g.div(one!, zero!))).toThrow(
      /expected whole numbers divided by others than 0, got 1 \/ 0/,
    );
    expect(() => new Folder().fold(g.gather(zero!, one!))).toThrow(
      'importOnnx: expected an index from -1 to 0, got 1.',
    );
  });

  it('leaves what is fed as it is', () => {
    const y = g.add(g.input('x', 'float32', [2]), 1);
    expect(new Folder().fold(y)).toBe(y);
  });
});
